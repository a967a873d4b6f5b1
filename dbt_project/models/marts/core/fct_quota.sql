select
    quotas.quarter_start_on as quarter_start,
    coalesce(owners.owner_id, 'salesforce:' || quotas.salesforce_user_id) as owner_id,
    {{ in_reporting_currency('quotas.quota_amount_original', 'rates.fx_rate') }} as quota_amount,
    quotas.quota_amount_original,
    quotas.currency,
    cast(quotas.ramp_percent as decimal(9, 2)) as ramp_percent
from {{ ref('stg_sales_plan__quotas') }} as quotas
left join {{ ref('int_owners__unioned') }} as owners
    on 'salesforce.user:' || quotas.salesforce_user_id = owners.owner_record_key
left join {{ ref('int_fx_rates') }} as rates
    on {{ fx_rate_on('rates', 'quotas.currency', 'quotas.quarter_start_on') }}
