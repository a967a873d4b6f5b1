with

source as (

    select * from {{ source('raw', 'hubspot__email_event_sent') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.email_event_sent', ['id']) }} as source_record_key,
        id as hubspot_email_event_sent_id,
        -- text
        bcc,
        cc,
        {{ adapter.quote('from') }} as sender,
        reply_to,
        subject,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['id']) }}

)

select * from renamed
