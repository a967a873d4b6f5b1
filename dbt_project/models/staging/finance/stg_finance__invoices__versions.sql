{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'finance__invoice') }}
    {{ touched_keys(source('raw', 'finance__invoice'), ['invoice_id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('finance.invoice', ['invoice_id']) }} as source_record_key,
        invoice_id as finance_invoice_id,
        salesforce_account_id,
        salesforce_opportunity_id,
        -- text
        invoice_number,
        bill_to_name,
        currency,
        status as invoice_status,
        -- numbers
        amount as amount_original,
        tax_amount as tax_amount_original,
        -- timestamps
        invoice_date as invoiced_on,
        due_date as due_on,
        period_start as period_start_on,
        period_end as period_end_on,
        updated_at as modified_at,
        -- versions
        {{ version_columns(key=['invoice_id'], version=['updated_at']) }}
    from source

)

select * from renamed
