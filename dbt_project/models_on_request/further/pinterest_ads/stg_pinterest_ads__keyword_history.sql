with

source as (

    select * from {{ source('raw', 'pinterest_ads__keyword_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('pinterest_ads.keyword_history', ['id']) }} as source_record_key,
        _fivetran_id as connector_row_id,
        ad_group_id as pinterest_ads_ad_group_id,
        advertiser_id as pinterest_ads_advertiser_id,
        campaign_id as pinterest_ads_campaign_id,
        id as pinterest_ads_keyword_id,
        -- text
        match_type,
        parent_type,
        source.value as keyword_value,
        -- numbers
        bid,
        -- booleans
        archived as is_archived,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
