with

source as (

    select * from {{ source('raw', 'salesforce__contact_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.contact_history', ['id', '_fivetran_start']) }} as source_record_key,
        id as salesforce_contact_id,
        account_id as salesforce_account_id,
        last_modified_by_id as salesforce_last_modified_by_id,
        master_record_id as salesforce_master_record_id,
        owner_id as salesforce_owner_id,
        reports_to_id as salesforce_reports_to_id,
        individual_id as salesforce_individual_id,
        -- text
        email,
        first_name,
        last_name,
        name as contact_name,
        title as contact_title,
        -- booleans
        _fivetran_active as is_active,
        -- timestamps
        _fivetran_start as valid_from_at,
        _fivetran_end as valid_to_at,
        _fivetran_synced as synced_at,
        last_modified_date as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', '_fivetran_start'], ['last_modified_date', '_fivetran_synced'], 'is_deleted') }}

)

select * from renamed
