with

source as (

    select * from {{ source('raw', 'apple_search_ads__ad_group_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('apple_search_ads.ad_group_report', [
            'ad_group_id',
            'source.date'
        ]) }} as source_record_key,
        ad_group_id as apple_search_ads_ad_group_id,
        -- text
        local_spend_currency,
        -- numbers
        conversions,
        impressions,
        local_spend_amount,
        taps,
        -- timestamps
        source.date as reported_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['ad_group_id', 'source.date'], []) }}

)

select * from renamed
