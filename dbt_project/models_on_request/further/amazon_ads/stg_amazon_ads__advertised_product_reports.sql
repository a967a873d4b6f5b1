with

source as (

    select * from {{ source('raw', 'amazon_ads__advertised_product_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('amazon_ads.advertised_product_report', [
            'ad_group_id',
            'ad_id',
            'campaign_id',
            'source.date',
            'advertised_asin'
        ]) }} as source_record_key,
        ad_group_id as amazon_ads_ad_group_id,
        ad_id as amazon_ads_ad_id,
        campaign_id as amazon_ads_campaign_id,
        -- text
        campaign_budget_currency_code,
        campaign_budget_type,
        advertised_asin,
        advertised_sku,
        -- numbers
        campaign_budget_amount,
        clicks,
        cost,
        impressions,
        -- timestamps
        source.date as reported_on,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(
        ['ad_group_id', 'ad_id', 'campaign_id', 'source.date', 'advertised_asin'],
        ['_fivetran_synced']
    ) }}

)

select * from renamed
