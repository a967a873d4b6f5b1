-- Attributes are the golden values; this model adds what became of the account.

with accounts as (

    select
        account_id,
        {{ any_true("system = 'hubspot' and not is_deleted") }} as has_marketing_record,
        {{ any_true("system <> 'hubspot' and not is_deleted") }} as has_sales_record,
        min(created_at) as first_seen_at
    from {{ ref('int_account_records') }}
    group by account_id

),

golden as (

    {{ golden_record(ref('dim_account__golden_values'), 'account_id', [
        'account_name', 'domain', 'industry', 'country', 'employee_count', 'annual_revenue_amount',
        'parent_source_record_key', 'owner_record_key'
    ]) }}

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
    golden.account_name,
    golden.domain,
    golden.industry,
    golden.country,
    {{ to_integer('golden.employee_count') }} as employee_count,
    {{ to_decimal('golden.annual_revenue_amount') }} as annual_revenue_amount,
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
left join golden on accounts.account_id = golden.account_id
left join won on accounts.account_id = won.account_id
left join subscriptions on accounts.account_id = subscriptions.account_id
left join {{ ref('int_account_links') }} as parents on golden.parent_source_record_key = parents.source_record_key
left join {{ ref('int_owners__unioned') }} as owners on golden.owner_record_key = owners.owner_record_key
