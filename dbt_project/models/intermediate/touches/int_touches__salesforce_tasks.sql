-- Completed Salesforce tasks in the shape of the union `touches`. Most carry only a day: time_precision says so, and no
-- hour is invented. A task that the HubSpot integration copied names the engagement it is a copy of.

with tasks as (

    select
        *,
        {{ lower_ascii("coalesce(task_subtype, task_type, '')") }} as kind,
        {{ lower_ascii("coalesce(call_disposition, '')") }} as disposition
    from {{ ref('stg_salesforce__tasks') }}
    where
        coalesce(is_closed, {{ lower_ascii('task_status') }} = 'completed', false)
        and coalesce(completed_at, cast(activity_on as timestamp)) is not null

),

typed as (

    select
        *,
        case
            when kind = 'call' or {{ lower_ascii("coalesce(task_type, '')") }} = 'call' then 'call'
            when kind like '%email%' or {{ lower_ascii("coalesce(task_type, '')") }} like '%email%' then 'email'
            else 'other'
        end as family
    from tasks

),

inbound_subjects as (

    select distinct subjects.subject
    from (
        select distinct subject
        from typed
        where family = 'email' and subject is not null
    ) as subjects
    inner join {{ ref('inbound_subjects') }} as patterns
        on {{ lower_ascii('trim(subjects.subject)') }} like patterns.pattern

),

described as (

    select
        typed.*,
        inbound_subjects.subject is not null as is_inbound
    from typed
    left join inbound_subjects on typed.subject = inbound_subjects.subject

)

select
    source_record_key as touch_key,
    'hubspot.engagement:' || hubspot_engagement_id as dedupe_key,
    hubspot_engagement_id is not null as is_copy,
    coalesce(completed_at, cast(activity_on as timestamp)) as occurred_at,
    case when completed_at is null then 'day' else 'second' end as time_precision,
    {{ salesforce_who_record_key('salesforce_who_id') }} as person_record_key,
    {{ salesforce_what_account_record_key('salesforce_what_id', 'salesforce_account_id') }} as account_record_key,
    cast(null as string) as campaign_id,
    case family when 'call' then 'sales_call' when 'email' then 'sales_email' else 'sales_other' end as channel_id,
    'sales' as department,
    'salesforce' as system,
    case
        when family = 'call' and {{ lower_ascii("coalesce(call_type, '')") }} = 'inbound' then 'call_received'
        when
            family = 'call'
            and (disposition like '%connected%' or disposition like '%reached%' or disposition like '%talked%')
            and disposition not like '%not %'
            then 'call_connected'
        when family = 'call' then 'call'
        when family = 'email' and is_inbound then 'reply'
        when family = 'email' then 'sales_email'
        else 'sales_task'
    end as touch_type,
    true as is_human,
    {{ source_record_reference('salesforce.user', 'salesforce_owner_id') }} as owner_record_key,
    {{ salesforce_what_opportunity_id('salesforce_what_id') }} as opportunity_id,
    source_record_key
from described
where coalesce(completed_at, cast(activity_on as timestamp)) <= {{ as_of() }}
