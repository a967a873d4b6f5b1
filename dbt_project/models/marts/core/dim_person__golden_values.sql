-- What is said of a person and by whom: of all records that are still there the value that survives.

with verified as (

    -- Whoever confirmed an act of consent has the mailbox or the telephone.
    select distinct
        'email' as attribute,
        {{ email_normalised('email') }} as contact_point
    from {{ ref('stg_consent__acts') }}
    where is_verified and email is not null

    union all

    select distinct
        'phone',
        {{ digits_only('phone') }}
    from {{ ref('stg_consent__acts') }}
    where is_verified and phone is not null

),

records as (

    select
        person_links.person_id,
        people.source_record_key,
        people.system,
        people.entity,
        nullif(trim(people.given_name), '') as given_name,
        nullif(trim(people.family_name), '') as family_name,
        nullif(trim(people.given_name), '') || ' ' || nullif(trim(people.family_name), '') as full_name,
        {{ email_normalised('people.email') }} as email,
        nullif(trim(coalesce(people.phone, people.mobile_phone)), '') as phone,
        nullif(trim(people.job_title), '') as job_title,
        nullif(trim(people.country), '') as country,
        coalesce(people.modified_at, people.created_at) as said_at
    from {{ ref('int_people__unioned') }} as people
    inner join {{ ref('int_person_links') }} as person_links
        on people.source_record_key = person_links.source_record_key
    where not people.is_deleted

),

-- A name is taken from one record as a whole: given and family name of two records would make a third person.
said as (

    select
        records.person_id,
        survivorship.attribute,
        survivorship.rule,
        case survivorship.attribute
            when 'name' then coalesce(records.full_name, records.given_name, records.family_name)
            when 'email' then records.email
            when 'phone' then records.phone
            when 'job_title' then records.job_title
            when 'country' then records.country
        end as said_value,
        survivorship.attribute = 'name' and records.full_name is null as is_fallback,
        case survivorship.attribute
            when 'email' then records.email
            when 'phone' then {{ digits_only('records.phone') }}
        end as contact_point,
        records.system,
        records.entity,
        records.source_record_key,
        records.said_at
    from records
    cross join {{ ref('survivorship') }} as survivorship
    where survivorship.grain = 'person'

),

verified_or_not as (

    select
        said.*,
        verified.contact_point is not null as is_verified
    from said
    left join verified on said.attribute = verified.attribute and said.contact_point = verified.contact_point

)

{{ surviving_values('verified_or_not', id='person_id', verifiable=true) }}
