with

source as (

    select * from {{ source('raw', 'apple_search_ads__ad_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('apple_search_ads.ad_report', [
            'source.date',
            'campaign_id',
            'ad_group_id',
            'ad_id'
        ]) }} as source_record_key,
        campaign_id as apple_search_ads_campaign_id,
        ad_group_id as apple_search_ads_ad_group_id,
        ad_id as apple_search_ads_ad_id,
        -- text
        local_spend_currency,
        new_downloads,
        redownloads,
        tap_installs,
        tap_new_downloads,
        tap_redownloads,
        -- numbers
        impressions,
        local_spend_amount,
        taps,
        conversions,
        -- timestamps
        source.date as reported_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['source.date', 'campaign_id', 'ad_group_id', 'ad_id'], []) }}

)

select * from renamed
