-- Every act of consent or withdrawal of a person, from the consent log and from the opt-out switches of both CRMs. A
-- switch has no time of its own: it says "no" as of the last change of its record. A link click that unsubscribes
-- counts as verified, because only the mailbox's owner could make it.
-- An act names a person by address or by telephone number. Numbers are compared by their endings, which finds every
-- withdrawal; a grant must name the whole number.

with log_entries as (

    select
        source_record_key,
        purpose,
        channel,
        action = 'granted' as is_granted,
        is_verified,
        occurred_at,
        {{ email_normalised('email') }} as email,
        {{ digits_only('phone') }} as phone_digits
    from {{ ref('stg_consent__acts') }}

),

found as (

    select
        entries.source_record_key,
        emails.person_id,
        1 as is_exact
    from log_entries as entries
    inner join {{ ref('int_person_emails') }} as emails on entries.email = emails.email

    union all

    select
        entries.source_record_key,
        phones.person_id,
        case when entries.phone_digits = phones.phone_digits then 1 else 0 end as is_exact
    from log_entries as entries
    inner join {{ ref('int_person_phones') }} as phones
        on {{ phone_ending('entries.phone_digits') }} = phones.phone_ending

),

logged as (

    select
        found.person_id,
        entries.purpose,
        entries.channel,
        entries.is_granted,
        entries.is_verified,
        entries.occurred_at as decided_at,
        entries.source_record_key as act_key,
        max(found.is_exact) as is_exact
    from found
    inner join log_entries as entries on found.source_record_key = entries.source_record_key
    group by
        found.person_id, entries.purpose, entries.channel, entries.is_granted, entries.is_verified,
        entries.occurred_at, entries.source_record_key

),

-- A grant that several people may have given is nobody's; a withdrawal holds for all of them.
named_people as (

    select
        act_key,
        count(*) as person_count
    from logged
    group by act_key

),

acts as (

    select
        logged.person_id,
        logged.purpose,
        logged.channel,
        logged.is_granted,
        logged.is_verified
        and (not logged.is_granted or (named_people.person_count = 1 and logged.is_exact = 1)) as is_verified,
        logged.decided_at,
        logged.act_key
    from logged
    inner join named_people on logged.act_key = named_people.act_key

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
