-- No touch is lost or made up between the sources and the timeline: the source records of all touches are all of them.
select
    touches.record_count,
    sources.record_count as expected_count
from (select coalesce(sum(source_record_count), 0) as record_count from {{ ref('fct_touch') }}) as touches
cross join (select count(*) as record_count from {{ ref('int_touches__unioned') }}) as sources
where touches.record_count <> sources.record_count
