with

source as (

    select * from {{ source('raw', 'reddit_ads__ad') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('reddit_ads.ad', ['id']) }} as source_record_key,
        id as reddit_ads_ad_id,
        account_id as reddit_ads_account_id,
        ad_group_id as reddit_ads_ad_group_id,
        campaign_id as reddit_ads_campaign_id,
        post_id as reddit_ads_post_id,
        -- text
        click_url,
        configured_status,
        effective_status,
        name as ad_name,
        post_url,
        preview_expiry,
        preview_url,
        rejection_reason,
        search_term,
        -- booleans
        is_processing,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
