with

source as (

    select * from {{ source('raw', 'amazon_ads__portfolio_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('amazon_ads.portfolio_history', ['id', 'last_updated_date']) }} as source_record_key,
        id as amazon_ads_portfolio_id,
        profile_id as amazon_ads_profile_id,
        -- text
        budget_currency_code,
        in_budget,
        name as portfolio_name,
        serving_status,
        state as portfolio_state,
        -- numbers
        budget_amount,
        budget_policy,
        -- timestamps
        last_updated_date as modified_at,
        _fivetran_synced as synced_at,
        budget_end_date as budget_end_at,
        budget_start_date as budget_start_at,
        creation_date as created_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'last_updated_date'], ['_fivetran_synced']) }}

)

select * from renamed
