with

source as (

    select * from {{ source('raw', 'reddit_ads__business_account') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('reddit_ads.business_account', ['id']) }} as source_record_key,
        id as reddit_ads_business_account_id,
        time_zone_id as reddit_ads_time_zone_id,
        -- text
        attribution_type,
        click_attribution_window,
        currency,
        status as business_account_status,
        view_attribution_window,
        -- timestamps
        _fivetran_synced as synced_at,
        created_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
