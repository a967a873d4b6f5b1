with

source as (

    select * from {{ source('raw', 'reddit_ads__ad_group') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('reddit_ads.ad_group', ['id']) }} as source_record_key,
        account_id as reddit_ads_account_id,
        id as reddit_ads_ad_group_id,
        campaign_id as reddit_ads_campaign_id,
        -- text
        bid_strategy,
        configured_status,
        effective_status,
        goal_type,
        name as ad_group_name,
        optimization_strategy_type,
        -- numbers
        bid_value,
        goal_value,
        -- booleans
        expand_targeting as is_expand_targeting,
        is_processing,
        -- timestamps
        _fivetran_synced as synced_at,
        end_time as end_at,
        start_time as start_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
