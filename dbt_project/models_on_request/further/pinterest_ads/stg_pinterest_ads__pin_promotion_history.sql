with

source as (

    select * from {{ source('raw', 'pinterest_ads__pin_promotion_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('pinterest_ads.pin_promotion_history', ['id']) }} as source_record_key,
        id as pinterest_ads_pin_promotion_id,
        ad_group_id as pinterest_ads_ad_group_id,
        pin_id as pinterest_ads_pin_id,
        ad_account_id as pinterest_ads_ad_account_id,
        -- text
        destination_url,
        name as pin_promotion_name,
        status as pin_promotion_status,
        creative_type,
        -- timestamps
        created_time as created_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
