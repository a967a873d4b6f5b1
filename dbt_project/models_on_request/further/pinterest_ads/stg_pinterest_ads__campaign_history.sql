with

source as (

    select * from {{ source('raw', 'pinterest_ads__campaign_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('pinterest_ads.campaign_history', ['id']) }} as source_record_key,
        id as pinterest_ads_campaign_id,
        advertiser_id as pinterest_ads_advertiser_id,
        -- text
        name as campaign_name,
        status as campaign_status,
        -- numbers
        default_ad_group_budget_in_micro_currency,
        -- booleans
        is_automated_campaign,
        is_campaign_budget_optimization,
        is_flexible_daily_budgets,
        -- timestamps
        created_time as created_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
