with

source as (

    select * from {{ source('raw', 'amazon_ads__ad_group_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('amazon_ads.ad_group_history', ['id', 'last_updated_date']) }} as source_record_key,
        id as amazon_ads_ad_group_id,
        campaign_id as amazon_ads_campaign_id,
        -- text
        name as ad_group_name,
        serving_status,
        state as ad_group_state,
        -- numbers
        default_bid,
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
