with

source as (

    select * from {{ source('raw', 'snapchat_ads__ad_account_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('snapchat_ads.ad_account_history', ['id']) }} as source_record_key,
        id as snapchat_ads_ad_account_id,
        -- text
        name as ad_account_name,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
