-- Attributes follow the survivorship of int_account_records: records that are still there first, then the most trusted
-- system, then the most recently changed record that says anything.

with records as (

    select
        account_records.*,
        {{ in_reporting_currency('account_records.annual_revenue_amount_original', 'rates.fx_rate') }}
            as annual_revenue_amount,
        case when account_records.system = 'hubspot' then 'marketing' else 'sales' end as department
    from {{ ref('int_account_records') }} as account_records
    left join {{ ref('int_fx_rates') }} as rates
        on {{ fx_rate_on('rates', 'account_records.currency', as_of_date()) }}

),

accounts as (

    select
        account_id,
        min_by(account_name, trust_order) filter (where account_name is not null) as account_name,
        min_by(domain, trust_order) filter (where domain is not null) as domain,
        min_by(industry, trust_order) filter (where industry is not null) as industry,
        min_by(country, trust_order) filter (where country is not null) as country,
        min_by(employee_count, trust_order) filter (where employee_count is not null) as employee_count,
        min_by(annual_revenue_amount, trust_order) filter (where annual_revenue_amount is not null)
            as annual_revenue_amount,
        min_by(parent_source_record_key, trust_order) filter (where parent_source_record_key is not null)
            as parent_source_record_key,
        min_by(owner_record_key, trust_order) filter (where owner_record_key is not null) as owner_record_key,
        {{ any_true("department = 'marketing' and not is_deleted") }} as has_marketing_record,
        {{ any_true("department = 'sales' and not is_deleted") }} as has_sales_record,
        min(created_at) as first_seen_at
    from records
    group by account_id

),

won as (

    select
        account_links.account_id,
        min(opportunities.closed_on) as first_won_on
    from {{ ref('int_opportunities__unioned') }} as opportunities
    inner join {{ ref('int_account_links') }} as account_links
        on opportunities.account_record_key = account_links.source_record_key
    where opportunities.is_won
    group by account_links.account_id

),

-- A status outlives its subscription ("renewed" stays when the next one has ended, too), so the dates decide. What has
-- been cancelled runs until the cancellation takes effect; what begins later is sold.
subscriptions as (

    select
        account_id,
        {{ any_true(
            "(subscription_status in ('active', 'renewed') or cancellation_effective_on > " ~ as_of_date() ~ ")"
            ~ " and coalesce(ends_on >= " ~ as_of_date() ~ ", true)"
            ~ " and coalesce(cancellation_effective_on > " ~ as_of_date() ~ ", true)"
        ) }}
            as is_active
    from {{ ref('fct_subscription') }}
    where account_id is not null
    group by account_id

)

select
    accounts.account_id,
    accounts.account_name,
    accounts.domain,
    accounts.industry,
    accounts.country,
    accounts.employee_count,
    accounts.annual_revenue_amount,
    nullif(parents.account_id, accounts.account_id) as parent_account_id,
    owners.owner_id,
    accounts.has_marketing_record,
    accounts.has_sales_record,
    accounts.first_seen_at,
    cast(won.first_won_on as timestamp) as first_won_at,
    case
        when subscriptions.is_active then 'customer'
        when subscriptions.account_id is not null then 'former customer'
        when won.first_won_on is not null then 'customer'
        else 'prospect'
    end as customer_status
from accounts
left join won on accounts.account_id = won.account_id
left join subscriptions on accounts.account_id = subscriptions.account_id
left join {{ ref('int_account_links') }} as parents on accounts.parent_source_record_key = parents.source_record_key
left join {{ ref('int_owners__unioned') }} as owners on accounts.owner_record_key = owners.owner_record_key
