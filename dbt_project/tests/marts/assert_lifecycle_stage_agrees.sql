-- The stage that a person is in is the last one of their story; both departments' checks read the first.
with last_entries as (

    select
        person_id,
        stage
    from {{ ref('fct_lifecycle_stage') }}
    qualify row_number() over (partition by person_id order by entry_no desc) = 1

)

select persons.person_id
from {{ ref('dim_person') }} as persons
left join last_entries on persons.person_id = last_entries.person_id
where persons.lifecycle_stage is distinct from last_entries.stage
