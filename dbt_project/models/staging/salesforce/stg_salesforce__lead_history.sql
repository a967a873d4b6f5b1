{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__lead_history') }}
    {{ new_rows(source('raw', 'salesforce__lead_history')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.lead_history', ['id']) }} as source_record_key,
        id as salesforce_lead_history_id,
        lead_id as salesforce_lead_id,
        created_by_id as created_by_salesforce_user_id,
        -- text
        field as field_name,
        old_value,
        new_value,
        -- timestamps
        created_date as changed_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['id']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
