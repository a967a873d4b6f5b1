-- Records that are no buyer's, by what their system or the record itself says (seed person_marks). One row per record
-- and mark.

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

    union all

    -- What sales wrote when it sent a lead back.
    select
        source_record_key,
        'rejection_reason',
        {{ lower_ascii('trim(rejection_reason)') }}
    from {{ ref('stg_salesforce__leads') }}
    where rejection_reason is not null

)

select distinct
    said.source_record_key,
    marks.mark
from said
inner join {{ ref('person_marks') }} as marks
    on said.attribute = marks.attribute and said.said_value like marks.pattern

union

select
    source_record_key,
    'test' as mark
from {{ ref('int_people__unioned') }}
where is_test_record
