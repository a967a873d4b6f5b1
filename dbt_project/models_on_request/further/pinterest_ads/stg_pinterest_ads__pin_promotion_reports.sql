with

source as (

    select * from {{ source('raw', 'pinterest_ads__pin_promotion_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('pinterest_ads.pin_promotion_report', [
            'source.date',
            'pin_promotion_id',
            'ad_group_id',
            'campaign_id',
            'advertiser_id'
        ]) }} as source_record_key,
        pin_promotion_id as pinterest_ads_pin_promotion_id,
        ad_group_id as pinterest_ads_ad_group_id,
        campaign_id as pinterest_ads_campaign_id,
        advertiser_id as pinterest_ads_advertiser_id,
        -- text
        impression_1,
        impression_2,
        clickthrough_1,
        clickthrough_2,
        -- numbers
        spend_in_micro_dollar,
        total_conversions,
        total_conversions_quantity,
        total_conversions_value_in_micro_dollar,
        -- timestamps
        source.date as reported_on,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(
        ['source.date', 'pin_promotion_id', 'ad_group_id', 'campaign_id', 'advertiser_id'],
        ['_fivetran_synced']
    ) }}

)

select * from renamed
