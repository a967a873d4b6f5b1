with

source as (

    select * from {{ source('raw', 'amazon_ads__search_term_ad_keyword_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('amazon_ads.search_term_ad_keyword_report', [
            'ad_group_id',
            'campaign_id',
            'source.date',
            'keyword_id',
            'search_term'
        ]) }} as source_record_key,
        ad_group_id as amazon_ads_ad_group_id,
        campaign_id as amazon_ads_campaign_id,
        keyword_id as amazon_ads_keyword_id,
        -- text
        campaign_budget_currency_code,
        campaign_budget_type,
        search_term,
        targeting,
        -- numbers
        campaign_budget_amount,
        clicks,
        cost,
        impressions,
        keyword_bid,
        -- timestamps
        source.date as reported_on,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(
        ['ad_group_id', 'campaign_id', 'source.date', 'keyword_id', 'search_term'],
        ['_fivetran_synced']
    ) }}

)

select * from renamed
