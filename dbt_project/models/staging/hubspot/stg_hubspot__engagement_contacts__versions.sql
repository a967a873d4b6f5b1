{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__engagement_contact') }}
    {{ touched_keys(source('raw', 'hubspot__engagement_contact'), ['engagement_id', 'contact_id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.engagement_contact', ['engagement_id', 'contact_id']) }} as source_record_key,
        engagement_id as hubspot_engagement_id,
        contact_id as hubspot_contact_id,
        type_id as hubspot_type_id,
        -- text
        engagement_type,
        category,
        -- timestamps
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['engagement_id', 'contact_id'], version=['_fivetran_synced']) }}
    from source

)

select * from renamed
