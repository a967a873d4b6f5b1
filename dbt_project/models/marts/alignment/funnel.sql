-- A person belongs to the month and channel of the first thing that came from them: the first response, or what HubSpot
-- says brought them when it first knew them, whichever was first; on one day HubSpot's source, because the visit came
-- before the form. Of whom neither is known the first touch counts, which is mostly our own effort; somebody without a
-- touch belongs to the month in which a system first knew them. Own employees and test records are left out. A stage
-- counts a person who ever reached it; a later stage does not imply an earlier one, because a gap in the record is no
-- event. Where a stage's history begins after the cohort's month the number is missing and its evidence says 'not
-- measurable'.

with people as (

    select
        person_id,
        first_seen_at
    from {{ ref('dim_person') }}
    where not is_employee and not is_test_record

),

beginnings as (

    select
        person_id,
        channel_id,
        occurred_at,
        case when counts_as_response then 1 else 2 end as preference,
        1 as same_day_order,
        touch_id as evidence_key
    from {{ ref('fct_touch') }}
    where person_id is not null and is_human

    union all

    select
        person_links.person_id,
        sources.channel_id,
        contacts.created_at as occurred_at,
        1 as preference,
        0 as same_day_order,
        contacts.source_record_key as evidence_key
    from {{ ref('stg_hubspot__contacts') }} as contacts
    inner join {{ ref('original_sources') }} as sources
        on {{ lower_ascii('trim(contacts.original_source)') }} = sources.original_source
    inner join {{ ref('int_person_links') }} as person_links
        on contacts.source_record_key = person_links.source_record_key
    where contacts.created_at is not null

),

first_contacts as (

    select
        person_id,
        channel_id,
        occurred_at
    from beginnings
    qualify
        row_number() over (
            partition by person_id
            order by preference, cast(occurred_at as date), same_day_order, occurred_at, evidence_key
        ) = 1

),

cohorts as (

    select
        people.person_id,
        {{ month_start('coalesce(first_contacts.occurred_at, people.first_seen_at)') }} as cohort_month,
        coalesce(first_contacts.channel_id, 'unknown') as channel_id
    from people
    left join first_contacts on people.person_id = first_contacts.person_id

),

reached as (

    select
        person_id,
        stage,
        {{ any_true("evidence = 'recorded'") }} as is_recorded,
        {{ any_true("evidence <> 'not measurable'") }} as is_known
    from {{ ref('fct_lifecycle_stage') }}
    where stage in ('lead', 'mql', 'accepted')
    group by person_id, stage

),

tracking as (

    select
        {{ month_start("min(case when stage = 'lead' then entered_at end)") }} as leads_from,
        {{ month_start("min(case when stage = 'mql' then entered_at end)") }} as mqls_from,
        {{ month_start("min(case when stage = 'accepted' then entered_at end)") }} as accepted_from
    from {{ ref('fct_lifecycle_stage') }}
    where evidence = 'recorded'

),

in_opportunities as (

    select
        contacts.person_id,
        {{ any_true('opportunities.is_won') }} as is_won,
        {{ sum_decimal('opportunities.amount', filter='contacts.is_primary and opportunities.is_won') }} as won_amount,
        {{ count_if('contacts.is_primary and opportunities.is_won and opportunities.amount is not null') }}
            as won_with_amount,
        {{ count_if('contacts.is_primary and opportunities.is_won and opportunities.amount is null') }}
            as won_without_amount
    from {{ ref('fct_opportunity_contact') }} as contacts
    inner join {{ ref('fct_opportunity') }} as opportunities
        on contacts.opportunity_id = opportunities.opportunity_id
    group by contacts.person_id

),

counted as (

    select
        cohorts.cohort_month,
        cohorts.channel_id,
        cast(count(*) as bigint) as people,
        cast(count(leads.person_id) as bigint) as leads,
        cast(count(mqls.person_id) as bigint) as mqls,
        cast(count(accepted.person_id) as bigint) as accepted,
        cast(count(in_opportunities.person_id) as bigint) as opportunities,
        {{ count_if('in_opportunities.is_won') }} as won,
        {{ sum_decimal('in_opportunities.won_amount') }} as won_amount,
        cast(coalesce(sum(in_opportunities.won_with_amount), 0) as bigint) as won_with_amount,
        cast(coalesce(sum(in_opportunities.won_without_amount), 0) as bigint) as won_without_amount,
        {{ count_if('leads.is_known and not leads.is_recorded') }} as leads_inferred,
        {{ count_if('mqls.is_known and not mqls.is_recorded') }} as mqls_inferred,
        {{ count_if('accepted.is_known and not accepted.is_recorded') }} as accepted_inferred,
        {{ count_if('not leads.is_known') }} as leads_undated,
        {{ count_if('not mqls.is_known') }} as mqls_undated,
        {{ count_if('not accepted.is_known') }} as accepted_undated
    from cohorts
    left join reached as leads on cohorts.person_id = leads.person_id and leads.stage = 'lead'
    left join reached as mqls on cohorts.person_id = mqls.person_id and mqls.stage = 'mql'
    left join reached as accepted on cohorts.person_id = accepted.person_id and accepted.stage = 'accepted'
    left join in_opportunities on cohorts.person_id = in_opportunities.person_id
    group by cohorts.cohort_month, cohorts.channel_id

),

judged as (

    select
        counted.*,
        {{ funnel_evidence('leads', 'tracking.leads_from') }} as leads_evidence,
        {{ funnel_evidence('mqls', 'tracking.mqls_from') }} as mqls_evidence,
        {{ funnel_evidence('accepted', 'tracking.accepted_from') }} as accepted_evidence
    from counted
    cross join tracking

)

select
    cohort_month,
    channel_id,
    people,
    case when leads_evidence <> 'not measurable' then leads end as leads,
    case when mqls_evidence <> 'not measurable' then mqls end as mqls,
    case when accepted_evidence <> 'not measurable' then accepted end as accepted,
    opportunities,
    won,
    case when won_with_amount > 0 or won_without_amount = 0 then won_amount end as won_amount,
    won_without_amount,
    leads_evidence,
    mqls_evidence,
    accepted_evidence
from judged
