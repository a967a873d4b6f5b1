-- A stay ends after it began, where the next one begins; each opportunity is in one stage now, the one it says.
with stays as (

    select
        *,
        lead(entered_at) over (partition by opportunity_id order by stage_no) as next_entered_at
    from {{ ref('fct_opportunity_stage') }}

)

select opportunity_id as failing_key
from stays
where exited_at < entered_at or exited_at <> next_entered_at

union all

select opportunity_id as failing_key
from stays
group by opportunity_id
having sum(case when is_current then 1 else 0 end) <> 1

union all

select person_id as failing_key
from {{ ref('fct_lifecycle_stage') }}
where exited_at < entered_at
