with

source as (

    select * from {{ source('raw', 'files__account') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('files.account', ['account_name']) }} as source_record_key,
        -- text
        account_name,
        industry,
        country,
        -- numbers
        annual_revenue as annual_revenue_amount_original,
        employees as employee_count,
        -- versions
        {{ snapshot_version_columns(key=['account_name']) }}
    from source

)

select * from renamed
