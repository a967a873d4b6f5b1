{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__email_event_bounce') }}
    {{ new_rows(source('raw', 'hubspot__email_event_bounce')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.email_event_bounce', ['id']) }} as source_record_key,
        id as hubspot_email_event_id,
        -- text
        category as bounce_category,
        status as bounce_status,
        response as bounce_response,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['id']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
