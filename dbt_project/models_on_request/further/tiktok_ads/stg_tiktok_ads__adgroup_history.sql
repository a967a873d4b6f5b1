with

source as (

    select * from {{ source('raw', 'tiktok_ads__adgroup_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('tiktok_ads.adgroup_history', [
            'adgroup_id',
            'advertiser_id',
            'campaign_id',
            'app_id',
            'pixel_id',
            'pangle_block_app_list_id'
        ]) }} as source_record_key,
        adgroup_id as tiktok_ads_adgroup_id,
        advertiser_id as tiktok_ads_advertiser_id,
        campaign_id as tiktok_ads_campaign_id,
        app_id as tiktok_ads_app_id,
        pixel_id as tiktok_ads_pixel_id,
        pangle_block_app_list_id as tiktok_ads_pangle_block_app_list_id,
        -- text
        adgroup_name,
        landing_page_url,
        display_name,
        app_name,
        -- timestamps
        updated_at as modified_at,
        create_time as created_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(
        ['adgroup_id', 'advertiser_id', 'campaign_id', 'app_id', 'pixel_id', 'pangle_block_app_list_id'],
        ['updated_at', '_fivetran_synced']
    ) }}

)

select * from renamed
