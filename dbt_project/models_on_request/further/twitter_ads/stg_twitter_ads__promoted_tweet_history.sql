with

source as (

    select * from {{ source('raw', 'twitter_ads__promoted_tweet_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('twitter_ads.promoted_tweet_history', ['id', 'updated_at']) }} as source_record_key,
        id as twitter_ads_promoted_tweet_id,
        line_item_id as twitter_ads_line_item_id,
        tweet_id as twitter_ads_tweet_id,
        -- text
        approval_status,
        entity_status,
        -- timestamps
        _fivetran_synced as synced_at,
        created_at,
        updated_at as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'updated_at'], ['_fivetran_synced'], 'deleted') }}

)

select * from renamed
