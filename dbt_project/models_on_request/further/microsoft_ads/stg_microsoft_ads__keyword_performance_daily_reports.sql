with

source as (

    select * from {{ source('raw', 'microsoft_ads__keyword_performance_daily_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('microsoft_ads.keyword_performance_daily_report', [
            'source.date',
            'account_id',
            'campaign_id',
            'ad_group_id',
            'ad_id',
            'keyword_id',
            'device_os',
            'device_type',
            'network',
            'source.language',
            'ad_distribution',
            'bid_match_type',
            'delivered_match_type',
            'top_vs_other'
        ]) }} as source_record_key,
        account_id as microsoft_ads_account_id,
        campaign_id as microsoft_ads_campaign_id,
        ad_group_id as microsoft_ads_ad_group_id,
        ad_id as microsoft_ads_ad_id,
        keyword_id as microsoft_ads_keyword_id,
        -- text
        currency_code,
        device_os,
        device_type,
        network,
        source.language as keyword_language,
        ad_distribution,
        bid_match_type,
        delivered_match_type,
        top_vs_other,
        -- numbers
        clicks,
        impressions,
        spend,
        conversions,
        revenue,
        -- timestamps
        source.date as reported_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(
        ['source.date', 'account_id', 'campaign_id', 'ad_group_id', 'ad_id', 'keyword_id', 'device_os', 'device_type', 'network', 'source.language', 'ad_distribution', 'bid_match_type', 'delivered_match_type', 'top_vs_other'],
        []
    ) }}

)

select * from renamed
