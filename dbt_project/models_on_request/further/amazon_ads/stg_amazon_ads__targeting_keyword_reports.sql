with

source as (

    select * from {{ source('raw', 'amazon_ads__targeting_keyword_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('amazon_ads.targeting_keyword_report', [
            'ad_group_id',
            'campaign_id',
            'source.date',
            'keyword_id',
            'match_type'
        ]) }} as source_record_key,
        ad_group_id as amazon_ads_ad_group_id,
        campaign_id as amazon_ads_campaign_id,
        keyword_id as amazon_ads_keyword_id,
        -- text
        ad_keyword_status,
        campaign_budget_currency_code,
        campaign_budget_type,
        keyword_type,
        match_type,
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
        ['ad_group_id', 'campaign_id', 'source.date', 'keyword_id', 'match_type'],
        ['_fivetran_synced']
    ) }}

)

select * from renamed
