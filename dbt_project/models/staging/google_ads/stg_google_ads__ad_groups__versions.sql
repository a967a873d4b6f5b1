{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'google_ads__ad_group_history') }}
    {{ touched_keys(source('raw', 'google_ads__ad_group_history'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('google_ads.ad_group_history', ['id']) }} as source_record_key,
        id as google_ads_ad_group_id,
        campaign_id as google_ads_campaign_id,
        -- text
        name as ad_group_name,
        type as ad_group_type,
        status as ad_group_status,
        campaign_name,
        -- timestamps
        updated_at as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['updated_at', '_fivetran_synced']) }}
    from source

)

select * from renamed
