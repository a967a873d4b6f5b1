{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__engagement_meeting') }}
    {{ touched_keys(source('raw', 'hubspot__engagement_meeting'), ['engagement_id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.engagement_meeting', ['engagement_id']) }} as source_record_key,
        engagement_id as hubspot_engagement_id,
        source_id as meeting_source_id,
        property_hubspot_owner_id as hubspot_owner_id,
        -- text
        meeting_outcome,
        title as meeting_title,
        source as meeting_source,
        -- timestamps
        start_time as started_at,
        end_time as ended_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['engagement_id'], version=['_fivetran_synced']) }}
    from source

)

select * from renamed
