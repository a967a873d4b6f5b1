with

source as (

    select * from {{ source('raw', 'hubspot__property_option') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.property_option', ['property_id', 'source.value']) }} as source_record_key,
        property_id as hubspot_property_option_id,
        -- text
        label as property_option_label,
        source.value as property_option_value,
        hubspot_object,
        name as property_option_name,
        -- numbers
        display_order,
        -- booleans
        hidden as is_hidden,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['property_id', 'source.value'], ['_fivetran_synced']) }}

)

select * from renamed
