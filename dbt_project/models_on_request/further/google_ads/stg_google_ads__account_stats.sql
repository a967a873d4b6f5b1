with

source as (

    select * from {{ source('raw', 'google_ads__account_stats') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('google_ads.account_stats', ['_fivetran_id', 'source.date']) }} as source_record_key,
        _fivetran_id as connector_row_id,
        customer_id as google_ads_customer_id,
        -- text
        device,
        -- numbers
        clicks,
        conversions,
        conversions_value,
        cost_micros,
        impressions,
        -- timestamps
        source.date as reported_on,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['_fivetran_id', 'source.date'], ['_fivetran_synced']) }}

)

select * from renamed
