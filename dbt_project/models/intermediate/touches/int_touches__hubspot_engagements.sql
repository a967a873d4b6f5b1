-- Calls, one-to-one e-mails and meetings logged in HubSpot, one touch per person who took part, in the shape of the
-- union `touches`. Salesforce may hold a copy of the same engagement: both carry the engagement as dedupe_key.

with calls as (

    select
        hubspot_engagement_id,
        coalesce(occurred_at, created_at) as occurred_at,
        case
            when {{ lower_ascii('call_disposition') }} in ('connected', 'f240bbac-87c9-4f6e-bf70-924b57d47db7')
                then 'call_connected'
            else 'call'
        end as touch_type,
        'sales_call' as channel_id,
        hubspot_owner_id
    from {{ ref('stg_hubspot__engagement_calls') }}

),

emails as (

    select
        hubspot_engagement_id,
        coalesce(occurred_at, created_at) as occurred_at,
        case
            when {{ lower_ascii("coalesce(email_direction, email_type)") }} like '%incoming%' then 'reply'
            else 'sales_email'
        end as touch_type,
        'sales_email' as channel_id,
        hubspot_owner_id
    from {{ ref('stg_hubspot__engagement_emails') }}

),

meetings as (

    select
        hubspot_engagement_id,
        started_at as occurred_at,
        case
            when replace({{ lower_ascii('meeting_outcome') }}, ' ', '_') in ('no_show', 'canceled', 'cancelled')
                then 'meeting_missed'
            else 'meeting'
        end as touch_type,
        'sales_meeting' as channel_id,
        hubspot_owner_id
    from {{ ref('stg_hubspot__engagement_meetings') }}

),

engagements as (

    select * from calls
    union all
    select * from emails
    union all
    select * from meetings

)

select
    coalesce(members.source_record_key, 'hubspot.engagement:' || engagements.hubspot_engagement_id) as touch_key,
    'hubspot.engagement:' || engagements.hubspot_engagement_id as dedupe_key,
    false as is_copy,
    engagements.occurred_at,
    'second' as time_precision,
    {{ source_record_reference('hubspot.contact', 'members.hubspot_contact_id') }} as person_record_key,
    cast(null as string) as account_record_key,
    cast(null as string) as campaign_id,
    engagements.channel_id,
    'sales' as department,
    'hubspot' as system,
    engagements.touch_type,
    true as is_human,
    {{ source_record_reference('hubspot.owner', 'engagements.hubspot_owner_id') }} as owner_record_key,
    cast(null as string) as opportunity_id,
    coalesce(members.source_record_key, 'hubspot.engagement:' || engagements.hubspot_engagement_id)
        as source_record_key
from engagements
left join {{ ref('stg_hubspot__engagement_contacts') }} as members
    on engagements.hubspot_engagement_id = members.hubspot_engagement_id
-- A meeting in the calendar is no touch before its time.
where engagements.occurred_at <= {{ as_of() }}
