with

source as (

    select * from {{ source('raw', 'reddit_ads__ad_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('reddit_ads.ad_report', [
            'account_id',
            'ad_id',
            'source.date',
            'gallery_item_id',
            'region'
        ]) }} as source_record_key,
        account_id as reddit_ads_account_id,
        ad_id as reddit_ads_ad_id,
        gallery_item_id as reddit_ads_gallery_item_id,
        -- text
        region,
        -- numbers
        clicks,
        impressions,
        spend,
        -- timestamps
        source.date as reported_on,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['account_id', 'ad_id', 'source.date', 'gallery_item_id', 'region'], ['_fivetran_synced']) }}

)

select * from renamed
