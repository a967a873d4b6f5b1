with

source as (

    select * from {{ source('raw', 'hubspot__engagement_note') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.engagement_note', ['engagement_id']) }} as source_record_key,
        engagement_id as hubspot_engagement_id,
        property_hubspot_owner_id as hubspot_hubspot_owner_id,
        property_hubspot_team_id as hubspot_hubspot_team_id,
        -- text
        property_hs_body_preview as body_preview,
        property_hs_note_body as note_body,
        source.type as engagement_note_type,
        -- timestamps
        _fivetran_synced as synced_at,
        property_hs_createdate as created_at,
        property_hs_lastmodifieddate as modified_at,
        property_hs_timestamp as occurred_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['engagement_id'], ['_fivetran_synced'], '_fivetran_deleted') }}

)

select * from renamed
