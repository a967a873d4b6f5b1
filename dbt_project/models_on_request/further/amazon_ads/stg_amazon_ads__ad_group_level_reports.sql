with

source as (

    select * from {{ source('raw', 'amazon_ads__ad_group_level_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('amazon_ads.ad_group_level_report', [
            'ad_group_id',
            'source.date'
        ]) }} as source_record_key,
        ad_group_id as amazon_ads_ad_group_id,
        -- text
        campaign_bidding_strategy,
        -- numbers
        clicks,
        cost,
        impressions,
        -- timestamps
        source.date as reported_on,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['ad_group_id', 'source.date'], ['_fivetran_synced']) }}

)

select * from renamed
