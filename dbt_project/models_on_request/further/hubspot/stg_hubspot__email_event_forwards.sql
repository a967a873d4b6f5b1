with

source as (

    select * from {{ source('raw', 'hubspot__email_event_forward') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.email_event_forward', ['id']) }} as source_record_key,
        id as hubspot_email_event_forward_id,
        -- text
        browser,
        ip_address,
        location,
        user_agent,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['id']) }}

)

select * from renamed
