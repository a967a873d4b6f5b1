with

source as (

    select * from {{ source('raw', 'apple_search_ads__organization') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('apple_search_ads.organization', ['id']) }} as source_record_key,
        id as apple_search_ads_organization_id,
        -- text
        currency,
        name as organization_name,
        payment_model,
        role_names,
        time_zone,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], []) }}

)

select * from renamed
