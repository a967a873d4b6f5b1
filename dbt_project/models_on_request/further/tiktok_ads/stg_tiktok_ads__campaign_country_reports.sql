with

source as (

    select * from {{ source('raw', 'tiktok_ads__campaign_country_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('tiktok_ads.campaign_country_report', [
            'campaign_id',
            'country_code',
            'stat_time_day'
        ]) }} as source_record_key,
        campaign_id as tiktok_ads_campaign_id,
        -- text
        conversion,
        country_code,
        ctr,
        real_time_conversion,
        -- numbers
        clicks,
        conversion_rate,
        cost_per_conversion,
        cpc,
        cpm,
        impressions,
        spend,
        -- timestamps
        _fivetran_synced as synced_at,
        stat_time_day as reported_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['campaign_id', 'country_code', 'stat_time_day'], ['_fivetran_synced']) }}

)

select * from renamed
