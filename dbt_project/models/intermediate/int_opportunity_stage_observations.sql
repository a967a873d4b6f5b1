-- Every moment at which an opportunity was seen in a stage, with how we know.
--   recorded        the system's own history says when the stage began
--   inferred        the stage was seen at that moment but may have begun earlier
--   not measurable  the stage began before anybody wrote history; its beginning is unknown (observed_at only orders it)
-- A history whose first row is later than the opportunity's creation by more than a day began in mid-life, and so did
-- the history of a deal that was migrated. sequence_no orders what one source says of one moment: the last word counts.

with opportunities as (

    select
        opportunity_id,
        source_stage,
        created_at,
        coalesce(is_migrated, false) as is_migrated
    from {{ ref('int_opportunities__unioned') }}

),

history as (

    select
        'salesforce:' || salesforce_opportunity_id as opportunity_id,
        recorded_from_at as observed_at,
        stage_name as source_stage,
        row_number() over (
            partition by salesforce_opportunity_id order by recorded_from_at, source_record_key
        ) as history_no
    from {{ ref('stg_salesforce__opportunity_history') }}
    where stage_name is not null and not coalesce(is_record_deleted, false)

),

history_rows as (

    select
        history.opportunity_id,
        history.observed_at,
        history.source_stage,
        case
            when history.history_no > 1 then 'recorded'
            when opportunities.is_migrated then 'not measurable'
            when {{ date_diff_seconds('opportunities.created_at', 'history.observed_at') }} <= 86400 then 'recorded'
            else 'not measurable'
        end as evidence,
        1 as preference,
        history.history_no as sequence_no
    from history
    inner join opportunities on history.opportunity_id = opportunities.opportunity_id

),

field_history as (

    select
        'salesforce:' || salesforce_opportunity_id as opportunity_id,
        changed_at,
        old_value,
        new_value,
        row_number() over (
            partition by salesforce_opportunity_id order by changed_at, salesforce_opportunity_field_history_id
        ) as change_no
    from {{ ref('stg_salesforce__opportunity_field_history') }}
    where field_name = 'StageName' and new_value is not null

),

tracking as (

    select min(changed_at) as started_at
    from field_history

),

field_changes as (

    select
        opportunity_id,
        changed_at as observed_at,
        new_value as source_stage,
        'recorded' as evidence,
        2 as preference,
        change_no as sequence_no
    from field_history

),

-- What the first tracked change replaced: with tracking on since creation it held from then on.
before_first_change as (

    select
        field_history.opportunity_id,
        opportunities.created_at as observed_at,
        field_history.old_value as source_stage,
        case
            when opportunities.created_at >= tracking.started_at and not opportunities.is_migrated then 'inferred'
            else 'not measurable'
        end as evidence,
        3 as preference,
        cast(1 as bigint) as sequence_no
    from field_history
    inner join opportunities on field_history.opportunity_id = opportunities.opportunity_id
    cross join tracking
    where field_history.change_no = 1 and field_history.old_value is not null

),

delivered as (

    select
        'salesforce:' || salesforce_opportunity_id as opportunity_id,
        valid_from as observed_at,
        stage_name as source_stage,
        'inferred' as evidence,
        4 as preference,
        version_no as sequence_no
    from {{ ref('stg_salesforce__opportunities__versions') }}
    where stage_name is not null and not is_deleted and valid_from is not null

    union all

    -- A file says when a deal was created and closed; that it was open in between is inferred.
    select
        'files:' || files_opportunity_id as opportunity_id,
        case
            when stage <> 'open' then cast(coalesce(closed_on, cast(valid_from as date), created_on) as timestamp)
            when version_no = 1 then cast(created_on as timestamp)
            else coalesce(valid_from, cast(created_on as timestamp))
        end as observed_at,
        stage as source_stage,
        'inferred' as evidence,
        4 as preference,
        version_no as sequence_no
    from {{ ref('stg_files__opportunities__versions') }}
    where not is_deleted

    union all

    select
        'files:' || files_opportunity_id as opportunity_id,
        cast(created_on as timestamp) as observed_at,
        'open' as source_stage,
        'inferred' as evidence,
        5 as preference,
        version_no as sequence_no
    from {{ ref('stg_files__opportunities__versions') }}
    where not is_deleted and version_no = 1 and stage <> 'open' and closed_on > created_on

),

-- An opportunity of which nothing but its present state is known.
present as (

    select
        opportunity_id,
        created_at as observed_at,
        source_stage,
        'not measurable' as evidence,
        5 as preference,
        cast(1 as bigint) as sequence_no
    from opportunities
    where source_stage is not null

)

select * from history_rows
union all
select * from field_changes
union all
select * from before_first_change
union all
select delivered.* from delivered
inner join opportunities on delivered.opportunity_id = opportunities.opportunity_id
union all
select present.* from present
left join delivered on present.opportunity_id = delivered.opportunity_id
left join history_rows on present.opportunity_id = history_rows.opportunity_id
where delivered.opportunity_id is null and history_rows.opportunity_id is null
