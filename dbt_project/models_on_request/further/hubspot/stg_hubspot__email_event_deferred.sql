with

source as (

    select * from {{ source('raw', 'hubspot__email_event_deferred') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.email_event_deferred', ['id']) }} as source_record_key,
        id as hubspot_email_event_deferred_id,
        -- text
        attempt,
        response,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['id']) }}

)

select * from renamed
