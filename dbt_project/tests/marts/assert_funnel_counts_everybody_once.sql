-- Cohorts together hold every person who is neither employee nor test record.
select
    cohorts.people as in_cohorts,
    persons.people as in_dim_person
from (select coalesce(sum(people), 0) as people from {{ ref('funnel') }}) as cohorts
cross join (
    select count(*) as people
    from {{ ref('dim_person') }}
    where not is_employee and not is_test_record
) as persons
where cohorts.people <> persons.people
