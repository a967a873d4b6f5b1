with opportunities as (

    select * from {{ ref('int_opportunities__unioned') }}

),

lines as (

    select
        opportunity_id,
        cast(count(*) as bigint) as line_count,
        {{ sum_decimal('list_amount') }} as list_amount,
        {{ sum_decimal('discount_amount') }} as discount_amount,
        {{ sum_decimal('cost_amount') }} as cost_amount
    from {{ ref('fct_opportunity_line') }}
    group by opportunity_id

),

people as (

    select
        opportunity_id,
        min(case when is_primary then person_id end) as primary_person_id,
        {{ any_true('has_contact_role') }} as has_contact_role
    from {{ ref('int_opportunity_people') }}
    group by opportunity_id

),

stays as (

    select
        *,
        lag(outcome) over (partition by opportunity_id order by stage_no) as outcome_before
    from {{ ref('fct_opportunity_stage') }}

),

histories as (

    select
        opportunity_id,
        {{ any_true("stage_no = 1 and outcome = 'won'") }} as began_won,
        {{ any_true("stage_no = 1 and evidence = 'recorded'") }} as began_recorded,
        {{ any_true("outcome = 'open' and outcome_before in ('won', 'lost')") }} as is_reopened
    from stays
    group by opportunity_id

)

select
    opportunities.opportunity_id,
    opportunities.opportunity_name,
    account_links.account_id,
    people.primary_person_id,
    owners.owner_id,
    campaigns.campaign_id,
    opportunities.system,
    opportunities.stage,
    opportunities.opportunity_type,
    opportunities.lead_source,
    opportunities.loss_reason,
    opportunities.created_on,
    opportunities.created_at,
    opportunities.closed_on,
    opportunities.is_closed,
    opportunities.is_won,
    opportunities.amount,
    opportunities.amount_original,
    opportunities.currency,
    cast(opportunities.probability as decimal(9, 2)) as probability,
    coalesce(lines.line_count, cast(0 as bigint)) as line_count,
    lines.list_amount,
    lines.discount_amount,
    lines.cost_amount,
    coalesce(people.has_contact_role, false) as has_contact_role,
    opportunities.is_won
    and not coalesce(opportunities.is_migrated, false)
    and coalesce(histories.began_won, false)
    and (histories.began_recorded or coalesce(opportunities.closed_on < opportunities.created_on, false))
        as created_as_won,
    coalesce(opportunities.is_migrated, false) as is_migrated,
    coalesce(histories.is_reopened, false) as is_reopened
from opportunities
left join lines on opportunities.opportunity_id = lines.opportunity_id
left join people on opportunities.opportunity_id = people.opportunity_id
left join histories on opportunities.opportunity_id = histories.opportunity_id
left join {{ ref('int_account_links') }} as account_links
    on opportunities.account_record_key = account_links.source_record_key
left join {{ ref('int_owners__unioned') }} as owners on opportunities.owner_record_key = owners.owner_record_key
left join {{ ref('int_campaigns__unioned') }} as campaigns on opportunities.campaign_id = campaigns.campaign_id
