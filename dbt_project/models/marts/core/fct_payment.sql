select
    'finance:' || payments.finance_payment_id as payment_id,
    invoices.invoice_id,
    payments.paid_on,
    payments.payment_method,
    {{ in_reporting_currency('payments.amount_original', 'rates.fx_rate') }} as amount,
    payments.amount_original,
    payments.currency
from {{ ref('stg_finance__payments') }} as payments
left join {{ ref('fct_invoice') }} as invoices
    on 'finance:' || payments.finance_invoice_id = invoices.invoice_id
left join {{ ref('int_fx_rates') }} as rates
    on {{ fx_rate_on('rates', 'payments.currency', 'payments.paid_on') }}
