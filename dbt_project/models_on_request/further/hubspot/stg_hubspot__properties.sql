with

source as (

    select * from {{ source('raw', 'hubspot__property') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.property', ['_fivetran_id']) }} as source_record_key,
        _fivetran_id as connector_row_id,
        -- text
        description,
        field_type,
        group_name,
        hubspot_object,
        label as property_label,
        name as property_name,
        source.type as property_type,
        -- booleans
        calculated as is_calculated,
        hubspot_defined as is_hubspot_defined,
        show_currency_symbol as is_show_currency_symbol,
        -- timestamps
        _fivetran_synced as synced_at,
        created_at,
        updated_at as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['_fivetran_id'], ['updated_at', '_fivetran_synced']) }}

)

select * from renamed
