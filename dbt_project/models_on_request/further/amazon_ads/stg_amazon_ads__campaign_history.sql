with

source as (

    select * from {{ source('raw', 'amazon_ads__campaign_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('amazon_ads.campaign_history', ['id', 'last_updated_date']) }} as source_record_key,
        id as amazon_ads_campaign_id,
        portfolio_id as amazon_ads_portfolio_id,
        profile_id as amazon_ads_profile_id,
        -- text
        bidding_strategy,
        name as campaign_name,
        serving_status,
        state as campaign_state,
        targeting_type,
        budget_type,
        -- numbers
        budget,
        effective_budget,
        -- timestamps
        last_updated_date as modified_at,
        _fivetran_synced as synced_at,
        creation_date as created_at,
        end_date as end_on,
        start_date as start_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'last_updated_date'], ['_fivetran_synced']) }}

)

select * from renamed
