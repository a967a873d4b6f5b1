-- Telephone numbers of people as digits, one row per number and person, with the end of the number: the same number is
-- written with and without the country's code, and its end is the same. What is shorter is an extension or no number.

with phones as (

    select
        source_record_key,
        {{ digits_only('phone') }} as phone_digits
    from {{ ref('int_people__unioned') }}

    union all

    select
        source_record_key,
        {{ digits_only('mobile_phone') }} as phone_digits
    from {{ ref('int_people__unioned') }}

)

select distinct
    phones.phone_digits,
    {{ phone_ending('phones.phone_digits') }} as phone_ending,
    person_links.person_id
from phones
inner join {{ ref('int_person_links') }} as person_links
    on phones.source_record_key = person_links.source_record_key
where length(phones.phone_digits) >= 6
