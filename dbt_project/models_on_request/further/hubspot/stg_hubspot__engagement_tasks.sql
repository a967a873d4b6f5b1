with

source as (

    select * from {{ source('raw', 'hubspot__engagement_task') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.engagement_task', ['engagement_id']) }} as source_record_key,
        engagement_id as hubspot_engagement_id,
        property_hs_object_id as hubspot_object_id,
        property_hubspot_owner_id as hubspot_hubspot_owner_id,
        property_hubspot_team_id as hubspot_hubspot_team_id,
        -- text
        property_hs_task_type as task_type,
        source.type as engagement_task_type,
        task_type as engagement_task_task_type,
        property_hs_engagement_source as engagement_source,
        -- timestamps
        _fivetran_synced as synced_at,
        property_hs_createdate as created_at,
        property_hs_timestamp as occurred_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['engagement_id'], ['_fivetran_synced'], '_fivetran_deleted') }}

)

select * from renamed
