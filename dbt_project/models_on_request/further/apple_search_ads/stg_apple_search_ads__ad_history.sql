with

source as (

    select * from {{ source('raw', 'apple_search_ads__ad_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('apple_search_ads.ad_history', ['id', 'modification_time']) }} as source_record_key,
        org_id as apple_search_ads_org_id,
        campaign_id as apple_search_ads_campaign_id,
        ad_group_id as apple_search_ads_ad_group_id,
        id as apple_search_ads_ad_id,
        creative_id as apple_search_ads_creative_id,
        -- text
        name as ad_name,
        creative_type,
        status as ad_status,
        -- timestamps
        creation_time as created_at,
        modification_time as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'modification_time'], []) }}

)

select * from renamed
