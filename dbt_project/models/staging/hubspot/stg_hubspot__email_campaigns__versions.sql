{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__email_campaign') }}
    {{ touched_keys(source('raw', 'hubspot__email_campaign'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.email_campaign', ['id']) }} as source_record_key,
        id as hubspot_email_campaign_id,
        app_id as hubspot_app_id,
        content_id as hubspot_content_id,
        -- text
        name as email_name,
        subject,
        sub_type as email_sub_type,
        type as email_type,
        app_name,
        -- numbers
        num_included as included_count,
        num_queued as queued_count,
        -- timestamps
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['_fivetran_synced']) }}
    from source

)

select * from renamed
