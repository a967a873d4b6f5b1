-- Marketing e-mails sent, opened and clicked, in the shape of the union `touches`. Three things that are no person are
-- marked: what HubSpot itself filtered, user agents that name a scanner or a picture proxy, and opens and clicks in the
-- first minute after the sending (var scanner_seconds), which mail gateways make with an ordinary browser's name.
-- Most rows are sendings and need none of that; addresses are looked up once each, not once per mail.

with events as (

    select
        source_record_key,
        hubspot_email_event_id,
        hubspot_email_campaign_id,
        recipient_email,
        event_type,
        occurred_at,
        sent_by_created_at,
        is_filtered
    from {{ ref('stg_hubspot__email_events') }}
    where event_type in ('SENT', 'OPEN', 'CLICK')

),

recipients as (

    select
        addresses.recipient_email,
        contacts.source_record_key as person_record_key
    from (select distinct recipient_email from events) as addresses
    inner join {{ ref('int_hubspot_contact_emails') }} as contacts
        on {{ email_normalised('addresses.recipient_email') }} = contacts.email

),

agents as (

    select hubspot_email_event_id, user_agent from {{ ref('stg_hubspot__email_event_opens') }}
    union all
    select hubspot_email_event_id, user_agent from {{ ref('stg_hubspot__email_event_clicks') }}

),

machine_agents as (

    select distinct user_agents.user_agent
    from (
        select distinct user_agent from agents
        where user_agent is not null
    ) as user_agents
    inner join {{ ref('user_agents') }} as patterns
        on {{ lower_ascii('user_agents.user_agent') }} like patterns.pattern

),

-- When the mail was sent: the open or click says it itself, else the sending of the same mail to the same address.
unsaid_reactions as (

    select
        hubspot_email_event_id,
        hubspot_email_campaign_id,
        recipient_email,
        occurred_at
    from events
    where event_type <> 'SENT' and sent_by_created_at is null

),

reactions as (

    select
        hubspot_email_event_id,
        occurred_at,
        sent_by_created_at as sent_at
    from events
    where event_type <> 'SENT' and sent_by_created_at is not null

    union all

    select
        unsaid_reactions.hubspot_email_event_id,
        min(unsaid_reactions.occurred_at) as occurred_at,
        min(sendings.occurred_at) as sent_at
    from unsaid_reactions
    inner join events as sendings
        on
            unsaid_reactions.hubspot_email_campaign_id = sendings.hubspot_email_campaign_id
            and unsaid_reactions.recipient_email = sendings.recipient_email
            and sendings.event_type = 'SENT'
    group by unsaid_reactions.hubspot_email_event_id

),

machines as (

    select agents.hubspot_email_event_id
    from agents
    inner join machine_agents on agents.user_agent = machine_agents.user_agent

    union

    select hubspot_email_event_id
    from reactions
    where {{ date_diff_seconds('sent_at', 'occurred_at') }} < {{ var('scanner_seconds', 60) }}

    union

    select hubspot_email_event_id
    from events
    where is_filtered and event_type <> 'SENT'

)

select
    events.source_record_key as touch_key,
    cast(null as string) as dedupe_key,
    false as is_copy,
    events.occurred_at,
    'second' as time_precision,
    recipients.person_record_key,
    cast(null as string) as account_record_key,
    'hubspot:' || events.hubspot_email_campaign_id as campaign_id,
    'email' as channel_id,
    'marketing' as department,
    'hubspot' as system,
    case events.event_type
        when 'SENT' then 'email_sent'
        when 'OPEN' then 'email_opened'
        else 'email_clicked'
    end as touch_type,
    machines.hubspot_email_event_id is null as is_human,
    cast(null as string) as owner_record_key,
    cast(null as string) as opportunity_id,
    events.source_record_key
from events
left join recipients on events.recipient_email = recipients.recipient_email
left join machines on events.hubspot_email_event_id = machines.hubspot_email_event_id
