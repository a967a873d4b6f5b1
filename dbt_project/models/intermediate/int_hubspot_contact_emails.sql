-- The HubSpot contact behind an e-mail address: HubSpot writes the recipient's address, not the contact, into its
-- e-mail events. First addresses win over further ones, contacts that are still there over deleted ones, then the
-- older.

with addresses as (

    select
        source_record_key,
        {{ email_normalised('email') }} as email,
        1 as preference,
        is_deleted,
        created_at
    from {{ ref('int_people__unioned') }}
    where system = 'hubspot' and entity = 'contact'

    union all

    select
        people.source_record_key,
        {{ email_normalised('pieces.piece') }} as email,
        2 as preference,
        people.is_deleted,
        people.created_at
    from {{ ref('int_people__unioned') }} as people
    {{ split_rows('people', 'people.other_emails') }}
    where people.system = 'hubspot' and people.entity = 'contact'

)

select
    email,
    source_record_key
from addresses
where email is not null
qualify
    row_number() over (
        partition by email
        order by coalesce(is_deleted, false), preference, created_at nulls last, source_record_key
    ) = 1
