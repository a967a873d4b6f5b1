with

source as (

    select * from {{ source('raw', 'hubspot__engagement_communication') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.engagement_communication', ['engagement_id']) }} as source_record_key,
        engagement_id as hubspot_engagement_id,
        -- text
        source.type as engagement_communication_type,
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
