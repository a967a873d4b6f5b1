-- No touch is lost or made up between the sources and the timeline: the source records of all touches are all of them,
-- and a form of which HubSpot and the web site tell in the same second is one touch. (Where several people send one
-- form in one second nobody can tell whose is whose; those stay.)
with counted as (

    select
        touches.record_count,
        sources.record_count as expected_count
    from (select coalesce(sum(source_record_count), 0) as record_count from {{ ref('fct_touch') }}) as touches
    cross join (select count(*) as record_count from {{ ref('int_touches__unioned') }}) as sources

),

told_by_one as (

    select
        touch_id,
        source_record_key
    from {{ ref('fct_touch') }}
    where touch_type = 'form_submitted' and source_record_count = 1

)

select 'source records' as failing_key
from counted
where record_count <> expected_count

union all

select web.touch_id as failing_key
from told_by_one as web
inner join {{ ref('stg_web__events') }} as events on web.source_record_key = events.source_record_key
inner join {{ ref('stg_hubspot__form_submissions') }} as submissions
    on
        events.hubspot_form_id = submissions.hubspot_form_id
        and date_trunc('second', events.occurred_at) = date_trunc('second', submissions.submitted_at)
inner join told_by_one as hubspot on submissions.source_record_key = hubspot.source_record_key
group by web.touch_id
having count(*) = 1
