with

source as (

    select * from {{ source('raw', 'snapchat_ads__campaign_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('snapchat_ads.campaign_history', ['id']) }} as source_record_key,
        id as snapchat_ads_campaign_id,
        ad_account_id as snapchat_ads_ad_account_id,
        -- text
        name as campaign_name,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
