with

source as (

    select * from {{ source('raw', 'microsoft_ads__geographic_performance_daily_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('microsoft_ads.geographic_performance_daily_report', [
            'account_id',
            'ad_distribution',
            'ad_group_id',
            'bid_match_type',
            'campaign_id',
            'city',
            'country',
            'source.date',
            'delivered_match_type',
            'device_os',
            'device_type',
            'source.language',
            'network',
            'top_vs_other',
            'location_id'
        ]) }} as source_record_key,
        account_id as microsoft_ads_account_id,
        ad_group_id as microsoft_ads_ad_group_id,
        campaign_id as microsoft_ads_campaign_id,
        location_id as microsoft_ads_location_id,
        -- text
        ad_distribution,
        bid_match_type,
        city,
        currency_code,
        delivered_match_type,
        device_os,
        device_type,
        source.language as geographic_language,
        network,
        state as geographic_state,
        top_vs_other,
        -- numbers
        clicks,
        conversions,
        country,
        impressions,
        spend,
        revenue,
        -- timestamps
        source.date as reported_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(
        ['account_id', 'ad_distribution', 'ad_group_id', 'bid_match_type', 'campaign_id', 'city', 'country', 'source.date', 'delivered_match_type', 'device_os', 'device_type', 'source.language', 'network', 'top_vs_other', 'location_id'],
        []
    ) }}

)

select * from renamed
