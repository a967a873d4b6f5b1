with

source as (

    select * from {{ source('raw', 'files__product') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('files.product', ['product']) }} as source_record_key,
        -- text
        product as product_name,
        currency,
        -- numbers
        list_price as list_price_amount_original,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_snapshot(['product']) }}

)

select * from renamed
