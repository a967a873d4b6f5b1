-- Events of the web site in the shape of the union `touches`. An anonymous visitor is nobody: only a browser that
-- identity has linked leads to a person, and only for events that the visitor allowed to be analysed.
-- A form sent without HubSpot's conversion id is the submission of the same form in the same second that no other event
-- names, where there is exactly one of each.

with machines as (

    select distinct agents.user_agent
    from (
        select distinct user_agent from {{ ref('stg_web__events') }}
        where user_agent is not null
    ) as agents
    inner join {{ ref('user_agents') }} as patterns
        on {{ lower_ascii('agents.user_agent') }} like patterns.pattern and patterns.kind = 'scanner'

),

unnamed_events as (

    select
        hubspot_form_id,
        date_trunc('second', occurred_at) as sent_at,
        min(source_record_key) as source_record_key
    from {{ ref('stg_web__events') }}
    where event_name = 'form_submit' and hubspot_conversion_id is null and hubspot_form_id is not null
    group by hubspot_form_id, date_trunc('second', occurred_at)
    having count(*) = 1

),

unnamed_submissions as (

    select
        submissions.hubspot_form_id,
        date_trunc('second', submissions.submitted_at) as sent_at,
        min(submissions.hubspot_conversion_id) as hubspot_conversion_id
    from {{ ref('stg_hubspot__form_submissions') }} as submissions
    left join {{ ref('stg_web__events') }} as naming
        on submissions.hubspot_conversion_id = naming.hubspot_conversion_id
    where naming.hubspot_conversion_id is null
    group by submissions.hubspot_form_id, date_trunc('second', submissions.submitted_at)
    having count(*) = 1

),

submitted as (

    select
        source_record_key,
        hubspot_conversion_id
    from {{ ref('stg_web__events') }}
    where event_name = 'form_submit' and hubspot_conversion_id is not null

    union all

    select
        unnamed_events.source_record_key,
        unnamed_submissions.hubspot_conversion_id
    from unnamed_events
    inner join unnamed_submissions
        on
            unnamed_events.hubspot_form_id = unnamed_submissions.hubspot_form_id
            and unnamed_events.sent_at = unnamed_submissions.sent_at

)

select
    events.source_record_key as touch_key,
    'hubspot.conversion:' || submitted.hubspot_conversion_id as dedupe_key,
    submitted.hubspot_conversion_id is not null as is_copy,
    events.occurred_at,
    'second' as time_precision,
    case when coalesce(events.is_analytics_consented, true) then 'web.visitor:' || events.web_anonymous_id end
        as person_record_key,
    cast(null as string) as account_record_key,
    sessions.campaign_id,
    sessions.channel_id,
    'marketing' as department,
    'web' as system,
    case events.event_name
        when 'page_view' then 'page_viewed'
        when 'pricing_view' then 'pricing_viewed'
        when 'form_start' then 'form_started'
        when 'form_submit' then 'form_submitted'
        when 'chat_start' then 'chat_started'
        when 'download' then 'downloaded'
    end as touch_type,
    machines.user_agent is null as is_human,
    cast(null as string) as owner_record_key,
    cast(null as string) as opportunity_id,
    events.source_record_key
from {{ ref('stg_web__events') }} as events
left join {{ ref('int_web_sessions') }} as sessions on events.web_session_id = sessions.web_session_id
left join machines on events.user_agent = machines.user_agent
left join submitted on events.source_record_key = submitted.source_record_key
