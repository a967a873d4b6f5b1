-- Records that are no buyer's, by what their system or the record itself says (seed person_marks). One row per record
-- and mark. What a deleted record said of itself does not count.

with said as (

    select
        people.source_record_key,
        case when not people.is_deleted then {{ lower_ascii('trim(people.given_name)') }} end as given_name,
        case when not people.is_deleted then {{ lower_ascii('trim(people.family_name)') }} end as family_name,
        case when not people.is_deleted then {{ email_normalised('people.email') }} end as email,
        -- What sales wrote when it sent a lead back.
        {{ lower_ascii('trim(leads.rejection_reason)') }} as rejection_reason,
        people.is_test_record
    from {{ ref('int_people__unioned') }} as people
    left join {{ ref('stg_salesforce__leads') }} as leads on people.source_record_key = leads.source_record_key

)

select distinct
    said.source_record_key,
    marks.mark
from said
inner join {{ ref('person_marks') }} as marks
    on
        case marks.attribute
            when 'name' then said.given_name like marks.pattern or said.family_name like marks.pattern
            when 'email_local_part' then split_part(said.email, '@', 1) like marks.pattern
            when 'email_domain' then split_part(said.email, '@', 2) like marks.pattern
            when 'rejection_reason' then said.rejection_reason like marks.pattern
        end

union

select
    source_record_key,
    'test' as mark
from said
where is_test_record
