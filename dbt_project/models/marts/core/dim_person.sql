-- Attributes follow a stated survivorship: of the records that are still there the most trusted system that says
-- anything wins (seed source_trust), then the most recently changed record. Deleted records stay members by key only.

with said as (

    select
        source_record_key,
        'name' as attribute,
        {{ lower_ascii('trim(given_name)') }} as said_value
    from {{ ref('int_people__unioned') }}
    where not is_deleted and given_name is not null

    union all

    select
        source_record_key,
        'name',
        {{ lower_ascii('trim(family_name)') }}
    from {{ ref('int_people__unioned') }}
    where not is_deleted and family_name is not null

    union all

    select
        source_record_key,
        'email_local_part',
        split_part({{ email_normalised('email') }}, '@', 1)
    from {{ ref('int_people__unioned') }}
    where not is_deleted and email is not null

    union all

    select
        source_record_key,
        'email_domain',
        {{ email_domain('email') }}
    from {{ ref('int_people__unioned') }}
    where not is_deleted and email is not null

),

-- Records whose name or address is what people type to try something out.
tests as (

    select distinct said.source_record_key
    from said
    inner join {{ ref('test_records') }} as patterns
        on said.attribute = patterns.attribute and said.said_value like patterns.pattern

),

records as (

    select
        person_links.person_id,
        people.source_record_key,
        people.system,
        people.entity,
        trust.department,
        nullif(trim(people.given_name), '') as given_name,
        nullif(trim(people.family_name), '') as family_name,
        {{ email_normalised('people.email') }} as email,
        nullif(trim(coalesce(people.phone, people.mobile_phone)), '') as phone,
        nullif(trim(people.job_title), '') as job_title,
        nullif(trim(people.country), '') as country,
        people.is_deleted,
        people.is_test_record or tests.source_record_key is not null as is_test_record,
        people.created_at,
        row_number() over (
            partition by person_links.person_id
            order by trust.trust_rank nulls last, people.modified_at desc nulls last, people.source_record_key
        ) as trust_order
    from {{ ref('int_people__unioned') }} as people
    inner join {{ ref('int_person_links') }} as person_links
        on people.source_record_key = person_links.source_record_key
    left join {{ ref('source_trust') }} as trust
        on people.system = trust.system and people.entity = trust.entity
    left join tests on people.source_record_key = tests.source_record_key

),

-- A name is taken from one record as a whole: given and family name of two records would make a third person.
persons as (

    select
        person_id,
        min_by(given_name, trust_order)
        filter (where not is_deleted and given_name is not null and family_name is not null) as given_name,
        min_by(family_name, trust_order)
        filter (where not is_deleted and given_name is not null and family_name is not null) as family_name,
        min_by(coalesce(given_name, family_name), trust_order)
        filter (where not is_deleted and coalesce(given_name, family_name) is not null) as any_name,
        min_by(email, trust_order) filter (where not is_deleted and email is not null) as email,
        min_by(phone, trust_order) filter (where not is_deleted and phone is not null) as phone,
        min_by(job_title, trust_order) filter (where not is_deleted and job_title is not null) as job_title,
        min_by(country, trust_order) filter (where not is_deleted and country is not null) as country,
        min(created_at) as first_seen_at,
        min_by(system, source_record_key) as any_system,
        {{ any_true("department = 'marketing' and not is_deleted") }} as has_marketing_record,
        {{ any_true("department = 'sales' and not is_deleted") }} as has_sales_record,
        cast(count(*) as bigint) as source_record_count,
        {{ any_true('is_test_record') }} as is_test_record
    from records
    group by person_id

),

first_systems as (

    select
        person_id,
        system as first_source_system
    from records
    where created_at is not null
    qualify row_number() over (partition by person_id order by created_at, trust_order) = 1

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
    coalesce(persons.given_name || ' ' || persons.family_name, persons.any_name) as full_name,
    persons.given_name,
    persons.family_name,
    persons.email,
    persons.phone,
    persons.job_title,
    persons.country,
    current_stages.lifecycle_stage,
    persons.first_seen_at,
    coalesce(first_systems.first_source_system, persons.any_system) as first_source_system,
    persons.has_marketing_record,
    persons.has_sales_record,
    persons.source_record_count,
    own_domains.domain is not null as is_employee,
    persons.is_test_record,
    role_mailboxes.local_part is not null as is_role_mailbox
from persons
left join first_systems on persons.person_id = first_systems.person_id
left join {{ ref('int_person_accounts') }} as person_accounts on persons.person_id = person_accounts.person_id
left join current_stages on persons.person_id = current_stages.person_id
left join own_domains on {{ email_domain('persons.email') }} = own_domains.domain
left join {{ ref('role_mailboxes') }} as role_mailboxes
    on split_part(persons.email, '@', 1) = role_mailboxes.local_part
