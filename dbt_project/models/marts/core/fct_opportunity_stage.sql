-- Observations in a row that name the same stage are one stay. The first stay of an opportunity began at its creation
-- when it was seen within a day of it; seen later, nobody knows when it began, nor for a migrated deal: its creation is
-- the migration's. A deal that was closed before it was entered tells itself when: its outcome is inferred at that day.

with observations as (

    select
        observations.opportunity_id,
        coalesce(stages.stage, observations.source_stage) as stage,
        stages.stage_order,
        stages.outcome,
        observations.observed_at,
        observations.evidence,
        observations.preference,
        observations.sequence_no,
        opportunities.created_on,
        opportunities.created_at,
        opportunities.closed_on,
        coalesce(opportunities.is_migrated, false) as is_migrated
    from {{ ref('int_opportunity_stage_observations') }} as observations
    inner join {{ ref('int_opportunities__unioned') }} as opportunities
        on observations.opportunity_id = opportunities.opportunity_id
    left join {{ ref('opportunity_stages') }} as stages
        on opportunities.system = stages.system and observations.source_stage = stages.source_stage

),

-- Where two sources speak of one moment, the system's own history is right; where one speaks twice, its last word is.
one_per_moment as (

    select *
    from observations
    qualify
        row_number() over (
            partition by opportunity_id, observed_at order by preference, sequence_no desc nulls last, stage
        ) = 1

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

beginnings as (

    select
        *,
        stage_no = 1
        and exited_at is null
        and coalesce(outcome in ('won', 'lost'), false)
        and coalesce(closed_on < created_on or (is_migrated and closed_on = created_on), false) as is_closed_before
    from numbered

),

judged as (

    select
        *,
        case
            when stage_no > 1 then evidence
            when is_closed_before then 'inferred'
            when is_migrated or evidence = 'not measurable' then 'not measurable'
            when {{ date_diff_seconds('created_at', 'observed_at') }} > 86400 then 'not measurable'
            else evidence
        end as known
    from beginnings

)

select
    opportunity_id,
    stage_no,
    stage,
    cast(stage_order as bigint) as stage_order,
    outcome,
    case
        when is_closed_before then cast(closed_on as timestamp)
        when known <> 'not measurable' then observed_at
    end as entered_at,
    exited_at,
    exited_at is null as is_current,
    known as evidence
from judged
