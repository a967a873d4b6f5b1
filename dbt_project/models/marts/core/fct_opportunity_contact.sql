-- The CRM's role stands. Where it names none, the job title suggests one (seed title_roles), and that is said.

with by_title as (

    select
        titles.person_id,
        title_roles.role
    from {{ ref('dim_person__golden_values') }} as titles
    inner join {{ ref('title_roles') }} as title_roles
        on {{ as_words('titles.surviving_value') }} like title_roles.pattern
    where titles.attribute = 'job_title'
    qualify
        row_number() over (
            partition by titles.person_id order by title_roles.priority, title_roles.pattern
        ) = 1

)

select
    people.opportunity_id,
    people.person_id,
    coalesce(people.role, by_title.role) as role,
    case
        when people.role is not null then 'contact_role'
        when by_title.role is not null then 'job_title'
    end as role_evidence,
    people.is_primary,
    people.evidence
from {{ ref('int_opportunity_people') }} as people
left join by_title on people.person_id = by_title.person_id
