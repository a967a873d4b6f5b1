with

source as (

    select * from {{ source('raw', 'snapchat_ads__ad_hourly_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('snapchat_ads.ad_hourly_report', ['ad_id', 'source.date']) }} as source_record_key,
        ad_id as snapchat_ads_ad_id,
        -- text
        conversion_purchases,
        -- numbers
        impressions,
        spend,
        swipes,
        conversion_purchases_value,
        -- timestamps
        source.date as reported_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['ad_id', 'source.date'], []) }}

)

select * from renamed
