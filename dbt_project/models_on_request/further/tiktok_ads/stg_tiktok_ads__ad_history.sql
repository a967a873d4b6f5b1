with

source as (

    select * from {{ source('raw', 'tiktok_ads__ad_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('tiktok_ads.ad_history', [
            'ad_id',
            'advertiser_id',
            'adgroup_id',
            'campaign_id',
            'video_id'
        ]) }} as source_record_key,
        ad_id as tiktok_ads_ad_id,
        advertiser_id as tiktok_ads_advertiser_id,
        adgroup_id as tiktok_ads_adgroup_id,
        campaign_id as tiktok_ads_campaign_id,
        video_id as tiktok_ads_video_id,
        -- text
        ad_name,
        app_name,
        landing_page_url,
        display_name,
        -- timestamps
        updated_at as modified_at,
        create_time as created_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(
        ['ad_id', 'advertiser_id', 'adgroup_id', 'campaign_id', 'video_id'],
        ['updated_at', '_fivetran_synced']
    ) }}

)

select * from renamed
