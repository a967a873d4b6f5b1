-- Normalised e-mail addresses of people, one row per address and person. An address that several people use (a shared
-- mailbox) has several rows.

with addresses as (

    select
        source_record_key,
        {{ email_normalised('email') }} as email
    from {{ ref('int_people__unioned') }}

    union all

    select
        people.source_record_key,
        {{ email_normalised('pieces.piece') }} as email
    from {{ ref('int_people__unioned') }} as people
    {{ split_rows('people', 'people.other_emails') }}

)

select distinct
    addresses.email,
    person_links.person_id
from addresses
inner join {{ ref('int_person_links') }} as person_links
    on addresses.source_record_key = person_links.source_record_key
where addresses.email is not null
