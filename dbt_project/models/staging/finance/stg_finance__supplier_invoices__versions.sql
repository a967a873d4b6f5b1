{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'finance__supplier_invoice') }}
    {{ touched_keys(source('raw', 'finance__supplier_invoice'), ['supplier_invoice_id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('finance.supplier_invoice', ['supplier_invoice_id']) }} as source_record_key,
        supplier_invoice_id as finance_supplier_invoice_id,
        ad_account_id,
        -- text
        supplier,
        platform,
        currency,
        -- numbers
        amount as amount_original,
        -- timestamps
        period_month as period_month_on,
        issued_on,
        updated_at as modified_at,
        -- versions
        {{ version_columns(key=['supplier_invoice_id'], version=['updated_at']) }}
    from source

)

select * from renamed
