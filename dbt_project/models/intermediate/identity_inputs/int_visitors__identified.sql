-- Browsers that left something that says whose they are: an e-mail in a form, a HubSpot conversion, or (failing both) a
-- click id that a HubSpot contact carries. A shared browser must not bridge people: with several e-mails, conversions
-- of several contacts, or a click id of several browsers or contacts, that kind of evidence is dropped.

with

events as (

    select
        web_anonymous_id,
        {{ email_normalised('email') }} as email,
        hubspot_conversion_id,
        google_click_id,
        facebook_click_id,
        occurred_at,
        _landing_seq,
        _row_number
    from {{ ref('stg_web__events') }}
    where
        email is not null
        or hubspot_conversion_id is not null
        or google_click_id is not null
        or facebook_click_id is not null

),

contact_clicks as (

    select
        google_click_id as click_id,
        source_record_key
    from {{ ref('stg_hubspot__contacts') }}
    where google_click_id is not null

    union

    select
        facebook_click_id,
        source_record_key
    from {{ ref('stg_hubspot__contacts') }}
    where facebook_click_id is not null

),

-- A click id belongs to one contact, or it is no evidence.
contact_of_click as (

    select
        click_id,
        max(source_record_key) as hubspot_record_key
    from contact_clicks
    group by click_id
    having count(*) = 1

),

clicks as (

    select distinct
        coalesce(google_click_id, facebook_click_id) as click_id,
        web_anonymous_id
    from events
    where google_click_id is not null or facebook_click_id is not null

),

browser_of_click as (

    select
        click_id,
        max(web_anonymous_id) as web_anonymous_id
    from clicks
    group by click_id
    having count(*) = 1

),

statements as (

    select
        events.web_anonymous_id,
        events.email,
        submissions.hubspot_contact_id,
        cast(null as string) as click_record_key,
        events.occurred_at,
        events._landing_seq,
        events._row_number
    from events
    left join {{ ref('stg_hubspot__form_submissions') }} as submissions
        on events.hubspot_conversion_id = submissions.hubspot_conversion_id
    where events.email is not null or submissions.hubspot_contact_id is not null

    union all

    select
        events.web_anonymous_id,
        cast(null as string) as email,
        cast(null as string) as hubspot_contact_id,
        contact_of_click.hubspot_record_key as click_record_key,
        events.occurred_at,
        events._landing_seq,
        events._row_number
    from events
    inner join browser_of_click
        on
            coalesce(events.google_click_id, events.facebook_click_id) = browser_of_click.click_id
            and events.web_anonymous_id = browser_of_click.web_anonymous_id
    inner join contact_of_click on browser_of_click.click_id = contact_of_click.click_id

),

anchored as (

    select
        *,
        {{ first_landed('web_anonymous_id') }}
    from statements

),

visitors as (

    select
        'web.visitor:' || web_anonymous_id as source_record_key,
        web_anonymous_id,
        case when count(distinct email) = 1 then max(email) end as email,
        case when count(distinct hubspot_contact_id) = 1 then max(hubspot_contact_id) end as hubspot_contact_id,
        case
            when count(email) = 0 and count(hubspot_contact_id) = 0 and count(distinct click_record_key) = 1
                then max(click_record_key)
        end as click_record_key,
        min(occurred_at) as first_identified_at,
        min(first_landing_seq) as first_landing_seq,
        min(first_row_number) as first_row_number
    from anchored
    group by web_anonymous_id

)

select * from visitors
where email is not null or hubspot_contact_id is not null or click_record_key is not null
