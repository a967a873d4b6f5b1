with

source as (

    select * from {{ source('raw', 'twitter_ads__tweet') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('twitter_ads.tweet', ['id']) }} as source_record_key,
        id as twitter_ads_tweet_id,
        account_id as twitter_ads_account_id,
        in_reply_to_status_id as twitter_ads_in_reply_to_status_id,
        in_reply_to_user_id as twitter_ads_in_reply_to_user_id,
        user_id as twitter_ads_user_id,
        -- text
        full_text,
        in_reply_to_screen_name,
        name as tweet_name,
        -- timestamps
        _fivetran_synced as synced_at,
        created_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
