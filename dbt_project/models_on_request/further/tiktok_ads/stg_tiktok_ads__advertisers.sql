with

source as (

    select * from {{ source('raw', 'tiktok_ads__advertiser') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('tiktok_ads.advertiser', ['id']) }} as source_record_key,
        id as tiktok_ads_advertiser_id,
        -- text
        name as advertiser_name,
        currency,
        email,
        status as advertiser_status,
        timezone,
        source.language as advertiser_language,
        -- numbers
        country,
        -- timestamps
        create_time as created_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
