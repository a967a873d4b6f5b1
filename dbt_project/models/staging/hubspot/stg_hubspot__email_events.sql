{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__email_event') }}
    {{ new_rows(source('raw', 'hubspot__email_event')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.email_event', ['id']) }} as source_record_key,
        id as hubspot_email_event_id,
        email_campaign_id as hubspot_email_campaign_id,
        sent_by_id as sent_by_hubspot_email_event_id,
        caused_by_id as caused_by_hubspot_email_event_id,
        app_id as hubspot_app_id,
        portal_id as hubspot_portal_id,
        -- text
        type as event_type,
        recipient as recipient_email,
        -- booleans
        filtered_event as is_filtered,
        -- timestamps
        created as occurred_at,
        sent_by_created as sent_by_created_at,
        caused_by_created as caused_by_created_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['id']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
