-- Observations in a row that name the same stage are one stay. The first stay of an opportunity began at its creation
-- when it was seen within a day of it; seen later, nobody knows when it began.

with observations as (

    select
        observations.opportunity_id,
        coalesce(stages.stage, observations.source_stage) as stage,
        stages.stage_order,
        stages.outcome,
        observations.observed_at,
        observations.evidence,
        observations.preference,
        opportunities.created_at
    from {{ ref('int_opportunity_stage_observations') }} as observations
    inner join {{ ref('int_opportunities__unioned') }} as opportunities
        on observations.opportunity_id = opportunities.opportunity_id
    left join {{ ref('opportunity_stages') }} as stages
        on opportunities.system = stages.system and observations.source_stage = stages.source_stage

),

-- Where two sources speak of one moment, the system's own history is right.
one_per_moment as (

    select *
    from observations
    qualify row_number() over (partition by opportunity_id, observed_at order by preference, stage) = 1

),

changes as (

    select *
    from one_per_moment
    qualify lag(stage) over (partition by opportunity_id order by observed_at) is distinct from stage

),

numbered as (

    select
        *,
        cast(row_number() over (partition by opportunity_id order by observed_at) as bigint) as stage_no,
        lead(observed_at) over (partition by opportunity_id order by observed_at) as exited_at
    from changes

),

judged as (

    select
        *,
        case
            when stage_no > 1 then evidence
            when evidence = 'not measurable' then evidence
            when {{ date_diff_seconds('created_at', 'observed_at') }} > 86400 then 'not measurable'
            else evidence
        end as known
    from numbered

)

select
    opportunity_id,
    stage_no,
    stage,
    cast(stage_order as bigint) as stage_order,
    outcome,
    case when known <> 'not measurable' then observed_at end as entered_at,
    exited_at,
    exited_at is null as is_current,
    known as evidence
from judged
