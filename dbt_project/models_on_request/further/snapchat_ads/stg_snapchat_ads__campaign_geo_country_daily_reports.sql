with

source as (

    select * from {{ source('raw', 'snapchat_ads__campaign_geo_country_daily_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('snapchat_ads.campaign_geo_country_daily_report', [
            'campaign_id',
            'source.date',
            'country'
        ]) }} as source_record_key,
        campaign_id as snapchat_ads_campaign_id,
        -- numbers
        country,
        impressions,
        spend,
        swipes,
        conversion_purchases_value,
        -- timestamps
        source.date as reported_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['campaign_id', 'source.date', 'country'], []) }}

)

select * from renamed
