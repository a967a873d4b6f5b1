with

source as (

    select * from {{ source('raw', 'sales_plan__promise') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('sales_plan.promise', ['promise', 'valid_from']) }} as source_record_key,
        -- text
        promise as promise_name,
        promised_by,
        promised_to,
        description,
        -- numbers
        within_business_hours,
        minimum_attempts,
        -- timestamps
        valid_from as promised_from_on,
        valid_to as promised_to_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_snapshot(['promise', 'valid_from']) }}

)

select * from renamed
