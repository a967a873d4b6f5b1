with

source as (

    select * from {{ source('raw', 'pinterest_ads__targeting_geo') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('pinterest_ads.targeting_geo', ['country_id']) }} as source_record_key,
        country_id as pinterest_ads_country_id,
        -- numbers
        country_name,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['country_id'], ['_fivetran_synced']) }}

)

select * from renamed
