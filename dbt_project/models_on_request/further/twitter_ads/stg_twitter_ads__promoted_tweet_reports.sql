with

source as (

    select * from {{ source('raw', 'twitter_ads__promoted_tweet_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('twitter_ads.promoted_tweet_report', [
            'account_id',
            'source.date',
            'promoted_tweet_id',
            'placement'
        ]) }} as source_record_key,
        account_id as twitter_ads_account_id,
        promoted_tweet_id as twitter_ads_promoted_tweet_id,
        -- text
        placement,
        -- numbers
        billed_charge_local_micro,
        clicks,
        impressions,
        url_clicks,
        -- timestamps
        _fivetran_synced as synced_at,
        source.date as reported_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['account_id', 'source.date', 'promoted_tweet_id', 'placement'], ['_fivetran_synced']) }}

)

select * from renamed
