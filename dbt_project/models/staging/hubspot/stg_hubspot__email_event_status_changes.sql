{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__email_event_status_change') }}
    {{ new_rows(source('raw', 'hubspot__email_event_status_change')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.email_event_status_change', ['id']) }} as source_record_key,
        id as hubspot_email_event_id,
        -- text
        portal_subscription_status as subscription_status,
        requested_by,
        source,
        subscriptions,
        -- booleans
        bounced as is_bounced,
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
