with

source as (

    select * from {{ source('raw', 'twitter_ads__account_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('twitter_ads.account_report', [
            'account_id',
            'source.date',
            'placement'
        ]) }} as source_record_key,
        account_id as twitter_ads_account_id,
        -- text
        placement,
        follows,
        likes,
        replies,
        retweets,
        unfollows,
        -- numbers
        engagements,
        impressions,
        -- timestamps
        source.date as reported_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['account_id', 'source.date', 'placement'], ['_fivetran_synced']) }}

)

select * from renamed
