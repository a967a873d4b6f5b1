-- Every act of consent or withdrawal of a person, from the consent log and from the opt-out switches of both CRMs. A
-- switch has no time of its own: it says "no" as of the last change of its record. A link click that unsubscribes
-- counts as verified, because only the mailbox's owner could make it.

with logged as (

    select
        emails.person_id,
        acts.purpose,
        acts.channel,
        acts.action = 'granted' as is_granted,
        acts.is_verified,
        acts.occurred_at as decided_at,
        acts.source_record_key as act_key
    from {{ ref('stg_consent__acts') }} as acts
    inner join {{ ref('int_person_emails') }} as emails on {{ email_normalised('acts.email') }} = emails.email

),

-- A grant through an address that several people use is nobody's; a withdrawal holds for all of them.
address_users as (

    select
        act_key,
        count(distinct person_id) as person_count
    from logged
    group by act_key

),

acts as (

    select
        logged.person_id,
        logged.purpose,
        logged.channel,
        logged.is_granted,
        logged.is_verified and (not logged.is_granted or address_users.person_count = 1) as is_verified,
        logged.decided_at,
        logged.act_key
    from logged
    inner join address_users on logged.act_key = address_users.act_key

),

unsubscribes as (

    select
        person_links.person_id,
        'marketing' as purpose,
        'email' as channel,
        false as is_granted,
        true as is_verified,
        events.occurred_at as decided_at,
        changes.source_record_key as act_key
    from {{ ref('stg_hubspot__email_event_status_changes') }} as changes
    inner join {{ ref('stg_hubspot__email_events') }} as events
        on changes.hubspot_email_event_id = events.hubspot_email_event_id
    inner join {{ ref('int_hubspot_contact_emails') }} as contacts
        on {{ email_normalised('events.recipient_email') }} = contacts.email
    inner join {{ ref('int_person_links') }} as person_links
        on contacts.source_record_key = person_links.source_record_key
    where {{ lower_ascii('changes.subscription_status') }} like 'unsubscribed%'

),

switches as (

    select source_record_key, 'marketing' as purpose, 'email' as channel, modified_at
    from {{ ref('stg_hubspot__contacts') }}
    where is_opted_out_of_email

    union all

    select source_record_key, 'marketing', 'email', modified_at
    from {{ ref('stg_salesforce__contacts') }}
    where is_opted_out_of_email

    union all

    select source_record_key, 'marketing', 'email', modified_at
    from {{ ref('stg_salesforce__leads') }}
    where is_opted_out_of_email

    union all

    select source_record_key, 'sales', 'phone', modified_at
    from {{ ref('stg_salesforce__contacts') }}
    where is_do_not_call

    union all

    select source_record_key, 'sales', 'phone', modified_at
    from {{ ref('stg_salesforce__leads') }}
    where is_do_not_call

),

opt_outs as (

    select
        person_links.person_id,
        switches.purpose,
        switches.channel,
        false as is_granted,
        false as is_verified,
        switches.modified_at as decided_at,
        switches.source_record_key || ':opt_out' as act_key
    from switches
    inner join {{ ref('int_person_links') }} as person_links
        on switches.source_record_key = person_links.source_record_key

)

select * from acts
union all
select * from unsubscribes
union all
select * from opt_outs
