with

source as (

    select * from {{ source('raw', 'linkedin_ads__geo') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('linkedin_ads.geo', ['id']) }} as source_record_key,
        id as linkedin_ads_geo_id,
        -- text
        source.value as geo_value,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
