{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__engagement_email') }}
    {{ touched_keys(source('raw', 'hubspot__engagement_email'), ['engagement_id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.engagement_email', ['engagement_id']) }} as source_record_key,
        engagement_id as hubspot_engagement_id,
        property_hubspot_owner_id as hubspot_owner_id,
        -- text
        type as email_type,
        property_hs_email_subject as subject,
        property_hs_email_direction as email_direction,
        -- timestamps
        property_hs_timestamp as occurred_at,
        property_hs_createdate as created_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['engagement_id'], version=['_fivetran_synced'], deleted='_fivetran_deleted') }}
    from source

)

select * from renamed
