{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'finance__payment') }}
    {{ new_rows(source('raw', 'finance__payment')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('finance.payment', ['payment_id']) }} as source_record_key,
        payment_id as finance_payment_id,
        invoice_id as finance_invoice_id,
        -- text
        currency,
        method as payment_method,
        -- numbers
        amount as amount_original,
        -- timestamps
        paid_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['payment_id']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
