with

source as (

    select * from {{ source('raw', 'snapchat_ads__campaign_hourly_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('snapchat_ads.campaign_hourly_report', [
            'campaign_id',
            'source.date'
        ]) }} as source_record_key,
        campaign_id as snapchat_ads_campaign_id,
        -- text
        conversion_purchases,
        -- numbers
        conversion_purchases_value,
        impressions,
        spend,
        swipes,
        -- timestamps
        source.date as reported_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['campaign_id', 'source.date'], ['_fivetran_synced']) }}

)

select * from renamed
