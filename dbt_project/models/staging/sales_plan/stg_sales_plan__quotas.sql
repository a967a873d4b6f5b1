with

source as (

    select * from {{ source('raw', 'sales_plan__quota') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('sales_plan.quota', ['quarter_start', 'salesforce_user_id']) }} as source_record_key,
        salesforce_user_id,
        -- text
        currency,
        -- numbers
        quota_amount as quota_amount_original,
        ramp_percent,
        -- timestamps
        quarter_start as quarter_start_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_snapshot(['quarter_start', 'salesforce_user_id']) }}

)

select * from renamed
