-- Attributes are the golden values; this model adds what the records and the funnel say of the person as a whole.
-- Deleted records stay members by key only.

with records as (

    select
        person_links.person_id,
        people.source_record_key,
        people.system,
        trust.department,
        people.is_deleted,
        people.created_at
    from {{ ref('int_people__unioned') }} as people
    inner join {{ ref('int_person_links') }} as person_links
        on people.source_record_key = person_links.source_record_key
    left join {{ ref('source_trust') }} as trust
        on people.system = trust.system and people.entity = trust.entity

),

persons as (

    select
        person_id,
        min(created_at) as first_seen_at,
        min_by(system, source_record_key) as any_system,
        {{ any_true("department = 'marketing' and not is_deleted") }} as has_marketing_record,
        {{ any_true("department = 'sales' and not is_deleted") }} as has_sales_record,
        cast(count(*) as bigint) as source_record_count
    from records
    group by person_id

),

golden as (

    {{ golden_record(ref('dim_person__golden_values'), 'person_id', [
        'name', 'email', 'phone', 'job_title', 'country'
    ]) }}

),

-- The record that the name is from has it in two parts.
names as (

    select
        named.person_id,
        nullif(trim(people.given_name), '') as given_name,
        nullif(trim(people.family_name), '') as family_name
    from {{ ref('dim_person__golden_values') }} as named
    inner join {{ ref('int_people__unioned') }} as people on named.source_record_key = people.source_record_key
    where named.attribute = 'name'

),

marks as (

    select
        person_links.person_id,
        {{ any_true("marks.mark = 'test'") }} as is_test_record,
        {{ any_true("marks.mark = 'job seeker'") }} as is_job_seeker,
        {{ any_true("marks.mark = 'competitor'") }} as is_competitor
    from {{ ref('int_person_marks') }} as marks
    inner join {{ ref('int_person_links') }} as person_links
        on marks.source_record_key = person_links.source_record_key
    group by person_links.person_id

),

first_systems as (

    select
        person_id,
        system as first_source_system
    from records
    where created_at is not null
    qualify row_number() over (partition by person_id order by created_at, source_record_key) = 1

),

-- A domain that several of our own people use is ours.
own_domains as (

    select {{ email_domain('owners.email') }} as domain
    from {{ ref('int_owners__unioned') }} as owners
    left join {{ ref('free_mail_domains') }} as free_mail
        on {{ email_domain('owners.email') }} = free_mail.domain
    where owners.email is not null and free_mail.domain is null
    group by {{ email_domain('owners.email') }}
    having count(distinct owners.owner_id) >= 2

),

current_stages as (

    select
        person_id,
        stage as lifecycle_stage
    from {{ ref('fct_lifecycle_stage') }}
    qualify row_number() over (partition by person_id order by entry_no desc) = 1

)

select
    persons.person_id,
    person_accounts.account_id,
    person_accounts.evidence as account_evidence,
    person_accounts.confidence as account_confidence,
    golden.name as full_name,
    names.given_name,
    names.family_name,
    golden.email,
    golden.phone,
    golden.job_title,
    golden.country,
    current_stages.lifecycle_stage,
    persons.first_seen_at,
    coalesce(first_systems.first_source_system, persons.any_system) as first_source_system,
    persons.has_marketing_record,
    persons.has_sales_record,
    persons.source_record_count,
    own_domains.domain is not null as is_employee,
    coalesce(marks.is_test_record, false) as is_test_record,
    coalesce(marks.is_job_seeker, false) as is_job_seeker,
    coalesce(marks.is_competitor, false) as is_competitor,
    role_mailboxes.local_part is not null as is_role_mailbox
from persons
left join golden on persons.person_id = golden.person_id
left join names on persons.person_id = names.person_id
left join marks on persons.person_id = marks.person_id
left join first_systems on persons.person_id = first_systems.person_id
left join {{ ref('int_person_accounts') }} as person_accounts on persons.person_id = person_accounts.person_id
left join current_stages on persons.person_id = current_stages.person_id
left join own_domains on {{ email_domain('golden.email') }} = own_domains.domain
left join {{ ref('role_mailboxes') }} as role_mailboxes
    on split_part(golden.email, '@', 1) = role_mailboxes.local_part
