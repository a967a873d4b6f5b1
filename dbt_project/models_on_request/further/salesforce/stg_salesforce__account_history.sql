with

source as (

    select * from {{ source('raw', 'salesforce__account_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.account_history', ['id', '_fivetran_start']) }} as source_record_key,
        id as salesforce_account_id,
        master_record_id as salesforce_master_record_id,
        owner_id as salesforce_owner_id,
        parent_id as salesforce_parent_id,
        record_type_id as salesforce_record_type_id,
        -- text
        name as account_name,
        source.type as account_type,
        -- booleans
        _fivetran_active as is_active,
        -- timestamps
        _fivetran_start as valid_from_at,
        _fivetran_end as valid_to_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', '_fivetran_start'], ['_fivetran_synced'], 'is_deleted') }}

)

select * from renamed
