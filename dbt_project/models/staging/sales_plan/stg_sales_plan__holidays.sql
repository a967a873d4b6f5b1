with

source as (

    select * from {{ source('raw', 'sales_plan__holiday') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('sales_plan.holiday', ['country', 'holiday_date']) }} as source_record_key,
        -- text
        country,
        name as holiday_name,
        -- timestamps
        holiday_date as holiday_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_snapshot(['country', 'holiday_date']) }}

)

select * from renamed
