{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'success__usage') }}
    {{ new_rows(source('raw', 'success__usage')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('success.usage', ['salesforce_account_id', 'week_start']) }} as source_record_key,
        salesforce_account_id,
        -- numbers
        active_users,
        sessions,
        key_actions,
        -- timestamps
        week_start as week_start_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['salesforce_account_id', 'week_start']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
