-- Entries in a row into the same stage are one. A stage whose beginning nobody recorded has no entry time and counts
-- only when nothing recorded is known of it; it stands before the first stage that lies further, else last: not knowing
-- when a stage began is no way back.

with dated as (

    select
        person_id,
        stage,
        stage_order,
        entered_at,
        evidence
    from {{ ref('int_lifecycle_entries') }}
    where entered_at is not null
    qualify
        row_number() over (
            partition by person_id, stage, entered_at
            order by case evidence when 'recorded' then 1 else 2 end, system
        ) = 1

),

-- A record that turns up late with an earlier stage (a lead created for somebody who is a customer) is no way back:
-- only being rejected or sent back (order 7 and more) opens the earlier stages again.
forward as (

    select
        *,
        max(case when stage_order < 7 then stage_order end) over (
            partition by person_id, chapter
            order by entered_at, stage_order
            rows between unbounded preceding and 1 preceding
        ) as furthest_before
    from (
        select
            *,
            sum(case when stage_order >= 7 then 1 else 0 end) over (
                partition by person_id
                order by entered_at, stage_order
                rows between unbounded preceding and current row
            ) as chapter
        from dated
    ) as chaptered

),

entries as (

    select
        person_id,
        stage,
        stage_order,
        entered_at,
        lead(entered_at) over (partition by person_id order by entered_at, stage_order) as exited_at,
        evidence
    from forward
    where stage_order >= 7 or furthest_before is null or stage_order > furthest_before

),

undated as (

    select distinct
        entries_without_time.person_id,
        entries_without_time.stage,
        entries_without_time.stage_order
    from {{ ref('int_lifecycle_entries') }} as entries_without_time
    left join dated
        on entries_without_time.person_id = dated.person_id and entries_without_time.stage = dated.stage
    where entries_without_time.entered_at is null and dated.person_id is null

),

everything as (

    select person_id, stage, stage_order, entered_at, exited_at, evidence, entered_at as stands_at from entries
    union all
    select
        undated.person_id,
        undated.stage,
        undated.stage_order,
        cast(null as timestamp) as entered_at,
        cast(null as timestamp) as exited_at,
        'not measurable' as evidence,
        min(further.entered_at) as stands_at
    from undated
    left join entries as further
        on undated.person_id = further.person_id and undated.stage_order < further.stage_order
    group by undated.person_id, undated.stage, undated.stage_order

)

select
    person_id,
    cast(
        row_number() over (partition by person_id order by stands_at nulls last, stage_order, stage) as bigint
    ) as entry_no,
    stage,
    cast(stage_order as bigint) as stage_order,
    entered_at,
    exited_at,
    evidence
from everything
