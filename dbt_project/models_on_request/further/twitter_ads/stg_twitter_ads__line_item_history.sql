with

source as (

    select * from {{ source('raw', 'twitter_ads__line_item_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('twitter_ads.line_item_history', ['id', 'updated_at']) }} as source_record_key,
        advertiser_user_id as twitter_ads_advertiser_user_id,
        campaign_id as twitter_ads_campaign_id,
        id as twitter_ads_line_item_id,
        -- text
        currency,
        name as line_item_name,
        -- timestamps
        created_at,
        updated_at as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'updated_at'], [], 'deleted') }}

)

select * from renamed
