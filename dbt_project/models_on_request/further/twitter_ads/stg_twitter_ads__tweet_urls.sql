with

source as (

    select * from {{ source('raw', 'twitter_ads__tweet_url') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('twitter_ads.tweet_url', ['tweet_id', 'source.index']) }} as source_record_key,
        tweet_id as twitter_ads_tweet_id,
        -- text
        display_url,
        expanded_url,
        indices,
        url,
        -- numbers
        source.index as tweet_url_index,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['tweet_id', 'source.index'], ['_fivetran_synced']) }}

)

select * from renamed
