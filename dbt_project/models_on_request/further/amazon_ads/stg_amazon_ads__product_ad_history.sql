with

source as (

    select * from {{ source('raw', 'amazon_ads__product_ad_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('amazon_ads.product_ad_history', ['id', 'last_updated_date']) }} as source_record_key,
        id as amazon_ads_product_ad_id,
        ad_group_id as amazon_ads_ad_group_id,
        campaign_id as amazon_ads_campaign_id,
        -- text
        asin,
        serving_status,
        sku,
        state as product_ad_state,
        -- timestamps
        last_updated_date as modified_at,
        _fivetran_synced as synced_at,
        creation_date as created_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'last_updated_date'], ['_fivetran_synced']) }}

)

select * from renamed
