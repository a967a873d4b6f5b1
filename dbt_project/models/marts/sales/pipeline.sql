-- Every opportunity counts once, in the month in which it closed or is expected to; what the departments call pipeline
-- is the open ones (outcome). The weight of an open one is its own probability; without one it has no weighted amount.

with opportunities as (

    select
        opportunities.opportunity_id,
        opportunities.owner_id,
        owners.team_name,
        opportunities.stage,
        {{ month_start('opportunities.closed_on') }} as month,
        opportunities.amount,
        opportunities.is_closed,
        opportunities.has_contact_role,
        case
            when opportunities.is_won then 'won'
            when opportunities.is_closed then 'lost'
            else 'open'
        end as outcome,
        case
            when opportunities.is_won then cast(100 as decimal(9, 2))
            when opportunities.is_closed then cast(0 as decimal(9, 2))
            else opportunities.probability
        end as probability,
        not opportunities.is_closed and opportunities.closed_on < {{ as_of_date() }} as is_overdue
    from {{ ref('fct_opportunity') }} as opportunities
    left join {{ ref('dim_owner') }} as owners on opportunities.owner_id = owners.owner_id

)

select
    owner_id,
    team_name,
    stage,
    outcome,
    month,
    cast(count(*) as bigint) as opportunity_count,
    {{ sum_decimal('amount') }} as amount,
    {{ count_if('amount is null') }} as without_amount,
    {{ sum_decimal('round(amount * probability * cast(0.01 as decimal(3, 2)), 2)') }} as weighted_amount,
    {{ count_if('is_overdue') }} as overdue,
    {{ count_if('not has_contact_role and not is_closed') }} as without_contact_role
from opportunities
group by owner_id, team_name, stage, outcome, month
