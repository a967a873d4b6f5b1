with

source as (

    select * from {{ source('raw', 'apple_search_ads__keyword_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('apple_search_ads.keyword_history', [
            'id',
            'modification_time'
        ]) }} as source_record_key,
        id as apple_search_ads_keyword_id,
        ad_group_id as apple_search_ads_ad_group_id,
        campaign_id as apple_search_ads_campaign_id,
        -- text
        bid_currency,
        match_type,
        status as keyword_status,
        text as keyword_text,
        -- numbers
        bid_amount,
        -- timestamps
        modification_time as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'modification_time'], [], 'deleted') }}

)

select * from renamed
