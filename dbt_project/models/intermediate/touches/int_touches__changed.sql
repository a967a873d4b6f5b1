-- Web events and marketing e-mails whose touch has to be written again in a build that starts from a release, one row
-- per touch. They are most of the timeline and hardly ever change: a touch changes when its source says something new,
-- or when what it leads to does (visit, address, person, account, campaign). All other touches are few, and many lead
-- to each other; fct_touch writes them anew each time. A full build writes everything, and this table is empty.

{{ config(materialized='table') }}

{% if execute and var('full') %}

select cast(null as string) as touch_key
where false

{% else %}

with links as (

    {{ changed_rows(ref('int_person_links'), 'source_record_key', ['person_id']) }}

),

campaigns as (

    {{ changed_rows(ref('int_campaigns__unioned'), 'campaign_id', ['channel_id']) }}

),

visits as (

    {{ changed_rows(ref('int_web_sessions'), 'web_session_id', ['channel_id', 'campaign_id']) }}

    union

    select sessions.web_session_id
    from {{ ref('int_web_sessions') }} as sessions
    inner join campaigns on sessions.campaign_id = campaigns.campaign_id

),

addresses as (

    {{ changed_rows(ref('int_hubspot_contact_emails'), 'email', ['source_record_key']) }}

    union

    select contacts.email
    from {{ ref('int_hubspot_contact_emails') }} as contacts
    inner join links on contacts.source_record_key = links.source_record_key

),

recipients as (

    select asked.recipient_email
    from (select distinct recipient_email from {{ ref('stg_hubspot__email_events') }}) as asked
    inner join addresses on {{ email_normalised('asked.recipient_email') }} = addresses.email

),

new_mails as (

    select hubspot_email_campaign_id, recipient_email
    from {{ ref('stg_hubspot__email_events') }}
    where event_type = 'SENT' and {{ is_new(ref('stg_hubspot__email_events')) }}

)

select source_record_key as touch_key
from {{ ref('stg_web__events') }}
where {{ is_new(ref('stg_web__events')) }}

union

select events.source_record_key
from {{ ref('stg_web__events') }} as events
inner join visits on events.web_session_id = visits.web_session_id

union

select events.source_record_key
from {{ ref('stg_web__events') }} as events
inner join links on 'web.visitor:' || events.web_anonymous_id = links.source_record_key

union

select source_record_key
from {{ ref('stg_hubspot__email_events') }}
where {{ is_new(ref('stg_hubspot__email_events')) }}

union

select 'hubspot.email_event:' || hubspot_email_event_id
from {{ ref('stg_hubspot__email_event_opens') }}
where {{ is_new(ref('stg_hubspot__email_event_opens')) }}

union

select 'hubspot.email_event:' || hubspot_email_event_id
from {{ ref('stg_hubspot__email_event_clicks') }}
where {{ is_new(ref('stg_hubspot__email_event_clicks')) }}

union

select events.source_record_key
from {{ ref('stg_hubspot__email_events') }} as events
inner join recipients on events.recipient_email = recipients.recipient_email

union

-- An open or click that does not say when its mail was sent is judged by the sending.
select events.source_record_key
from {{ ref('stg_hubspot__email_events') }} as events
inner join new_mails
    on
        events.hubspot_email_campaign_id = new_mails.hubspot_email_campaign_id
        and events.recipient_email = new_mails.recipient_email
where events.event_type <> 'SENT' and events.sent_by_created_at is null

union

select events.source_record_key
from {{ ref('stg_hubspot__email_events') }} as events
inner join campaigns on 'hubspot:' || events.hubspot_email_campaign_id = campaigns.campaign_id

union

select touches.touch_id
from previous.core.fct_touch as touches
inner join (
    {{ changed_rows(ref('int_person_accounts'), 'person_id', ['account_id']) }}
) as persons on touches.person_id = persons.person_id

{% endif %}
