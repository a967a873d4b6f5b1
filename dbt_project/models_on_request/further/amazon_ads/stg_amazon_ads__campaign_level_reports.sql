with

source as (

    select * from {{ source('raw', 'amazon_ads__campaign_level_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('amazon_ads.campaign_level_report', [
            'campaign_id',
            'source.date',
            'campaign_applicable_budget_rule_id'
        ]) }} as source_record_key,
        campaign_id as amazon_ads_campaign_id,
        campaign_applicable_budget_rule_id as amazon_ads_campaign_applicable_budget_rule_id,
        -- text
        campaign_bidding_strategy,
        campaign_budget_currency_code,
        campaign_budget_type,
        sales_7_d,
        purchases_30_d,
        sales_30_d,
        -- numbers
        campaign_applicable_budget_rule_name,
        campaign_budget_amount,
        clicks,
        cost,
        impressions,
        campaign_rule_based_budget_amount,
        -- timestamps
        source.date as reported_on,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['campaign_id', 'source.date', 'campaign_applicable_budget_rule_id'], ['_fivetran_synced']) }}

)

select * from renamed
