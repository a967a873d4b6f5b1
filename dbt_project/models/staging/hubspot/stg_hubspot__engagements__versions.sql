{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__engagement') }}
    {{ touched_keys(source('raw', 'hubspot__engagement'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.engagement', ['id']) }} as source_record_key,
        id as hubspot_engagement_id,
        portal_id as hubspot_portal_id,
        -- text
        type as engagement_type,
        -- timestamps
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['_fivetran_synced']) }}
    from source

)

select * from renamed
