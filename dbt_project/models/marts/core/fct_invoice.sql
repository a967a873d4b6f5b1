select
    'finance:' || invoices.finance_invoice_id as invoice_id,
    account_links.account_id,
    opportunities.opportunity_id,
    invoices.invoiced_on,
    invoices.due_on,
    invoices.period_start_on,
    invoices.period_end_on,
    invoices.invoice_status,
    {{ in_reporting_currency('invoices.amount_original', 'rates.fx_rate') }} as amount,
    {{ in_reporting_currency('invoices.tax_amount_original', 'rates.fx_rate') }} as tax_amount,
    invoices.amount_original,
    invoices.currency
from {{ ref('stg_finance__invoices') }} as invoices
left join {{ ref('int_account_links') }} as account_links
    on 'salesforce.account:' || invoices.salesforce_account_id = account_links.source_record_key
left join {{ ref('int_opportunities__unioned') }} as opportunities
    on 'salesforce:' || invoices.salesforce_opportunity_id = opportunities.opportunity_id
left join {{ ref('int_fx_rates') }} as rates
    on {{ fx_rate_on('rates', 'invoices.currency', 'invoices.invoiced_on') }}
