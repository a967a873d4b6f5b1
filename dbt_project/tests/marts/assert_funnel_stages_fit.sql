-- Nobody wins without an opportunity, and no cohort has more of anything than people.
select
    cohort_month,
    channel_id
from {{ ref('funnel') }}
where
    won > opportunities
    or opportunities > people
    or coalesce(leads, 0) > people
    or coalesce(mqls, 0) > people
    or coalesce(accepted, 0) > people
    or (leads is null) <> (leads_evidence = 'not measurable')
    or (mqls is null) <> (mqls_evidence = 'not measurable')
    or (accepted is null) <> (accepted_evidence = 'not measurable')
