with

source as (

    select * from {{ source('raw', 'pinterest_ads__pin_promotion_targeting_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('pinterest_ads.pin_promotion_targeting_report', [
            'source.date',
            'targeting_type',
            'targeting_value',
            'ad_group_id',
            'advertiser_id',
            'campaign_id',
            'pin_promotion_id'
        ]) }} as source_record_key,
        ad_group_id as pinterest_ads_ad_group_id,
        advertiser_id as pinterest_ads_advertiser_id,
        campaign_id as pinterest_ads_campaign_id,
        pin_promotion_id as pinterest_ads_pin_promotion_id,
        -- text
        targeting_type,
        targeting_value,
        clickthrough_1,
        clickthrough_2,
        impression_1,
        impression_2,
        -- numbers
        spend_in_micro_dollar,
        total_conversions,
        total_conversions_quantity,
        total_conversions_value_in_micro_dollar,
        -- timestamps
        _fivetran_synced as synced_at,
        source.date as reported_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(
        ['source.date', 'targeting_type', 'targeting_value', 'ad_group_id', 'advertiser_id', 'campaign_id', 'pin_promotion_id'],
        ['_fivetran_synced']
    ) }}

)

select * from renamed
