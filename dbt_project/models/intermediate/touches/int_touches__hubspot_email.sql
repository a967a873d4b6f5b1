-- Marketing e-mails sent, opened and clicked, in the shape of the union `touches`. Three things that are no person are
-- marked: what HubSpot itself filtered, user agents that name a scanner or a picture proxy, and clicks that come within
-- seconds of the sending (var scanner_seconds), which mail gateways make with an ordinary browser's name.

with events as (

    select *
    from {{ ref('stg_hubspot__email_events') }}
    where event_type in ('SENT', 'OPEN', 'CLICK')

),

sendings as (

    select
        hubspot_email_campaign_id,
        recipient_email,
        min(occurred_at) as sent_at
    from events
    where event_type = 'SENT'
    group by hubspot_email_campaign_id, recipient_email

),

agents as (

    select hubspot_email_event_id, user_agent from {{ ref('stg_hubspot__email_event_opens') }}
    union all
    select hubspot_email_event_id, user_agent from {{ ref('stg_hubspot__email_event_clicks') }}

),

machines as (

    select distinct agents.user_agent
    from (select distinct user_agent from agents where user_agent is not null) as agents
    inner join {{ ref('user_agents') }} as patterns on {{ lower_ascii('agents.user_agent') }} like patterns.pattern

),

described as (

    select
        events.*,
        contacts.source_record_key as person_record_key,
        machines.user_agent is not null as is_machine_agent,
        {{ date_diff_seconds('coalesce(events.sent_by_created_at, sendings.sent_at)', 'events.occurred_at') }}
            as seconds_after_sending
    from events
    left join {{ ref('int_hubspot_contact_emails') }} as contacts
        on {{ email_normalised('events.recipient_email') }} = contacts.email
    left join sendings
        on
            events.hubspot_email_campaign_id = sendings.hubspot_email_campaign_id
            and events.recipient_email = sendings.recipient_email
    left join agents on events.hubspot_email_event_id = agents.hubspot_email_event_id
    left join machines on agents.user_agent = machines.user_agent

)

select
    source_record_key as touch_key,
    cast(null as string) as dedupe_key,
    false as is_copy,
    occurred_at,
    'second' as time_precision,
    person_record_key,
    cast(null as string) as account_record_key,
    'hubspot:' || hubspot_email_campaign_id as campaign_id,
    'email' as channel_id,
    'marketing' as department,
    'hubspot' as system,
    case event_type
        when 'SENT' then 'email_sent'
        when 'OPEN' then 'email_opened'
        else 'email_clicked'
    end as touch_type,
    case
        when event_type = 'SENT' then true
        when coalesce(is_filtered, false) or is_machine_agent then false
        when event_type = 'CLICK' and seconds_after_sending < {{ var('scanner_seconds', 10) }} then false
        else true
    end as is_human,
    cast(null as string) as owner_record_key,
    cast(null as string) as opportunity_id,
    source_record_key
from described
