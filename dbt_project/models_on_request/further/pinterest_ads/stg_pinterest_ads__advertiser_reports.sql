with

source as (

    select * from {{ source('raw', 'pinterest_ads__advertiser_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('pinterest_ads.advertiser_report', [
            'source.date',
            'advertiser_id'
        ]) }} as source_record_key,
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
    {{ latest_of_key(['source.date', 'advertiser_id'], ['_fivetran_synced']) }}

)

select * from renamed
