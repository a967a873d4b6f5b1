-- Budgets are plans, the other kinds are costs; supplier invoices are what platforms and agencies charged and may
-- differ from fct_ad_spend. Add up kinds only where that is what you mean.

with costs as (

    select
        source_record_key as cost_id,
        month_on as month,
        'budget' as cost_kind,
        channel as channel_name,
        campaign_code,
        cast(null as string) as supplier,
        planned_amount_original as amount_original,
        currency
    from {{ ref('stg_marketing_plan__budgets') }}

    union all

    select
        source_record_key, month_on, 'tool', cast(null as string), cast(null as string), tool_name,
        amount_original, currency
    from {{ ref('stg_marketing_plan__tools') }}

    union all

    select
        source_record_key, month_on, 'agency_fee', channel, cast(null as string), agency,
        amount_original, currency
    from {{ ref('stg_marketing_plan__agency_fees') }}

    union all

    select
        source_record_key, month_on, 'salary', cast(null as string), cast(null as string), team_name,
        amount_original, currency
    from {{ ref('stg_marketing_plan__salaries') }}

    union all

    select
        source_record_key, {{ month_start('period_month_on') }}, 'supplier_invoice', platform,
        cast(null as string), supplier, amount_original, currency
    from {{ ref('stg_finance__supplier_invoices') }}

)

select
    costs.cost_id,
    costs.month,
    costs.cost_kind,
    rules.channel_id,
    {{ lower_ascii('trim(costs.campaign_code)') }} as campaign_code,
    costs.supplier,
    {{ in_reporting_currency('costs.amount_original', 'rates.fx_rate') }} as amount,
    costs.amount_original,
    costs.currency
from costs
left join {{ ref('channel_rules') }} as rules
    on
        replace(replace({{ lower_ascii('trim(costs.channel_name)') }}, ' ', '_'), '-', '_') = rules.source
        and rules.medium = '*'
left join {{ ref('int_fx_rates') }} as rates on {{ fx_rate_on('rates', 'costs.currency', 'costs.month') }}
