-- What happened around a campaign in a month. Spend and clicks are the platform's; responses are touches that count as
-- one (fct_touch.counts_as_response). Leads and MQLs are people who entered the stage in the month and had answered the
-- campaign in the 90 days before; own employees and test records are none. Opportunities likewise, through the people
-- in them; those without an amount are counted beside the sum of what was won. A person who answered several campaigns
-- counts in each: this shows what a campaign touched, not what it earned.

with spend as (

    select
        campaign_id,
        {{ month_start('spend_date') }} as month,
        {{ sum_decimal('spend_amount') }} as spend_amount,
        {{ count_if('spend_amount is null') }} as days_without_rate,
        cast(sum(impressions) as bigint) as impressions,
        cast(sum(clicks) as bigint) as clicks
    from {{ ref('fct_ad_spend') }}
    where campaign_id is not null
    group by campaign_id, {{ month_start('spend_date') }}

),

answers as (

    select
        campaign_id,
        person_id,
        occurred_at
    from {{ ref('fct_touch') }}
    where campaign_id is not null and counts_as_response

),

responses as (

    select
        campaign_id,
        {{ month_start('occurred_at') }} as month,
        cast(count(*) as bigint) as human_responses
    from answers
    group by campaign_id, {{ month_start('occurred_at') }}

),

stage_entries as (

    select
        answers.campaign_id,
        {{ month_start('stages.entered_at') }} as month,
        cast(count(distinct case when stages.stage = 'lead' then stages.person_id end) as bigint) as leads,
        cast(count(distinct case when stages.stage = 'mql' then stages.person_id end) as bigint) as mqls
    from {{ ref('fct_lifecycle_stage') }} as stages
    inner join {{ ref('dim_person') }} as persons
        on stages.person_id = persons.person_id and not persons.is_employee and not persons.is_test_record
    inner join answers
        on
            stages.person_id = answers.person_id
            and answers.occurred_at <= stages.entered_at
            and answers.occurred_at >= {{ add_seconds('stages.entered_at', -90 * 86400) }}
    where stages.stage in ('lead', 'mql')
    group by answers.campaign_id, {{ month_start('stages.entered_at') }}

),

touched as (

    select distinct
        answers.campaign_id,
        opportunities.opportunity_id,
        opportunities.created_on,
        opportunities.closed_on,
        opportunities.is_won,
        opportunities.amount
    from {{ ref('fct_opportunity') }} as opportunities
    inner join {{ ref('fct_opportunity_contact') }} as contacts
        on opportunities.opportunity_id = contacts.opportunity_id
    inner join answers
        on
            contacts.person_id = answers.person_id
            and answers.occurred_at <= opportunities.created_at
            and answers.occurred_at >= {{ add_seconds('opportunities.created_at', -90 * 86400) }}

),

pipeline as (

    select
        campaign_id,
        {{ month_start('created_on') }} as month,
        cast(count(*) as bigint) as opportunities_touched,
        {{ sum_decimal('amount') }} as pipeline_amount
    from touched
    group by campaign_id, {{ month_start('created_on') }}

),

won as (

    select
        campaign_id,
        {{ month_start('closed_on') }} as month,
        {{ sum_decimal('amount') }} as won_amount,
        cast(count(amount) as bigint) as won_with_amount,
        {{ count_if('amount is null') }} as won_without_amount
    from touched
    where is_won and closed_on is not null
    group by campaign_id, {{ month_start('closed_on') }}

),

months as (

    select campaign_id, month from spend
    union
    select campaign_id, month from responses
    union
    select campaign_id, month from stage_entries
    union
    select campaign_id, month from pipeline
    union
    select campaign_id, month from won

)

select
    months.campaign_id,
    months.month,
    case when coalesce(spend.days_without_rate, 0) = 0 then coalesce(spend.spend_amount, 0) end as spend_amount,
    coalesce(spend.impressions, 0) as impressions,
    coalesce(spend.clicks, 0) as clicks,
    coalesce(responses.human_responses, 0) as human_responses,
    coalesce(stage_entries.leads, 0) as leads,
    coalesce(stage_entries.mqls, 0) as mqls,
    coalesce(pipeline.opportunities_touched, 0) as opportunities_touched,
    coalesce(pipeline.pipeline_amount, 0) as pipeline_amount,
    case
        when coalesce(won.won_without_amount, 0) = 0 or won.won_with_amount > 0 then coalesce(won.won_amount, 0)
    end as won_amount,
    coalesce(won.won_without_amount, 0) as won_without_amount
from months
left join spend on months.campaign_id = spend.campaign_id and months.month = spend.month
left join responses on months.campaign_id = responses.campaign_id and months.month = responses.month
left join stage_entries on months.campaign_id = stage_entries.campaign_id and months.month = stage_entries.month
left join pipeline on months.campaign_id = pipeline.campaign_id and months.month = pipeline.month
left join won on months.campaign_id = won.campaign_id and months.month = won.month
