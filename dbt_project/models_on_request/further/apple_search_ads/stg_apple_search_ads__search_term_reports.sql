with

source as (

    select * from {{ source('raw', 'apple_search_ads__search_term_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('apple_search_ads.search_term_report', [
            '_fivetran_id',
            'source.date'
        ]) }} as source_record_key,
        _fivetran_id as connector_row_id,
        ad_group_id as apple_search_ads_ad_group_id,
        campaign_id as apple_search_ads_campaign_id,
        keyword_id as apple_search_ads_keyword_id,
        -- text
        ad_group_name,
        local_spend_currency,
        match_type,
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
    {{ latest_of_key(['_fivetran_id', 'source.date'], [], 'deleted') }}

)

select * from renamed
