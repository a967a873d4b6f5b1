with

source as (

    select * from {{ source('raw', 'snapchat_ads__creative_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('snapchat_ads.creative_history', ['id']) }} as source_record_key,
        id as snapchat_ads_creative_id,
        ad_account_id as snapchat_ads_ad_account_id,
        -- text
        name as creative_name,
        web_view_url,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
