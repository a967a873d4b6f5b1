with

source as (

    select * from {{ source('raw', 'snapchat_ads__ad_squad_hourly_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('snapchat_ads.ad_squad_hourly_report', [
            'ad_squad_id',
            'source.date'
        ]) }} as source_record_key,
        ad_squad_id as snapchat_ads_ad_squad_id,
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
    {{ latest_of_key(['ad_squad_id', 'source.date'], ['_fivetran_synced']) }}

)

select * from renamed
