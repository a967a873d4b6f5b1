with

source as (

    select * from {{ source('raw', 'apple_search_ads__campaign_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('apple_search_ads.campaign_report', ['source.date', 'id']) }} as source_record_key,
        id as apple_search_ads_campaign_id,
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
    {{ latest_of_key(['source.date', 'id'], []) }}

)

select * from renamed
