-- Every person-like source record once, deleted ones included: they stay members of their person by key, and what
-- they last said is evidence for matching only. Texts are as delivered; identity normalises them.
-- The first branch of the union names the columns, the others follow its order.
-- From a release: leads and contacts of which a version has arrived or whose account is renamed, and all others.
-- noqa: disable=AL03,AL08,LT09

{{ incremental_by_key(
    replaces="system || '.' || entity not in ('salesforce.lead', 'salesforce.contact', 'hubspot.contact')"
) }}

{% set follows = builds_on_a_release() %}
{% set of_renamed_accounts %}
    union
    select renamed_contacts.source_record_key
    from {{ ref('stg_salesforce__contacts__versions') }} as renamed_contacts
    where renamed_contacts.salesforce_account_id in (
        {{ changed_rows(ref('stg_salesforce__accounts'), 'salesforce_account_id', ['account_name']) }}
    )
{% endset %}

with

leads as (

    {{ known_records(ref('stg_salesforce__leads__versions'), [
        'salesforce_lead_id', 'first_name', 'last_name', 'email', 'phone', 'mobile_phone', 'company_name',
        'job_title', 'country', 'created_at', 'modified_at'
    ], touched=arrived_keys(ref('stg_salesforce__leads__versions')) if follows) }}

),

contacts as (

    {{ known_records(ref('stg_salesforce__contacts__versions'), [
        'salesforce_contact_id', 'salesforce_account_id', 'first_name', 'last_name', 'email', 'phone',
        'mobile_phone', 'job_title', 'mailing_street', 'mailing_postal_code', 'mailing_city', 'mailing_country',
        'birth_on', 'created_at', 'modified_at'
    ], touched=arrived_keys(ref('stg_salesforce__contacts__versions')) ~ of_renamed_accounts if follows) }}

),

hubspot_contacts as (

    {{ known_records(ref('stg_hubspot__contacts__versions'), [
        'hubspot_contact_id', 'first_name', 'last_name', 'email', 'additional_emails', 'phone', 'mobile_phone',
        'company_name', 'job_title', 'country', 'created_at', 'modified_at'
    ], touched=arrived_keys(ref('stg_hubspot__contacts__versions')) if follows) }}

),

registrations as (

    {{ known_records(ref('stg_events__registrations__versions'), [
        'events_registration_id', 'first_name', 'last_name', 'email', 'company_name', 'job_title',
        'registered_at', 'modified_at'
    ]) }}

),

-- A ticket stands for the person who opened it: the requester has no id of their own.
requesters as (

    {{ known_records(ref('stg_success__support_tickets__versions'), [
        'success_support_ticket_id', 'requester_email', 'opened_at', 'modified_at'
    ]) }}

),

accounts as (

    select
        salesforce_account_id,
        account_name
    from {{ ref('stg_salesforce__accounts') }}

),

unioned as (

    select
        source_record_key,
        'salesforce' as system,
        'lead' as entity,
        salesforce_lead_id as source_id,
        first_landing_seq,
        first_row_number,
        first_name as given_name,
        last_name as family_name,
        email,
        cast(null as string) as other_emails,
        phone,
        mobile_phone,
        company_name,
        job_title,
        cast(null as string) as street,
        cast(null as string) as postcode,
        cast(null as string) as city,
        country,
        cast(null as date) as birth_on,
        is_deleted,
        false as is_test_record,
        created_at,
        modified_at
    from leads

    union all

    select
        contacts.source_record_key,
        'salesforce', 'contact', contacts.salesforce_contact_id, contacts.first_landing_seq, contacts.first_row_number,
        contacts.first_name, contacts.last_name, contacts.email, cast(null as string),
        contacts.phone, contacts.mobile_phone,
        accounts.account_name, contacts.job_title, contacts.mailing_street, contacts.mailing_postal_code,
        contacts.mailing_city, contacts.mailing_country, contacts.birth_on,
        contacts.is_deleted, false, contacts.created_at, contacts.modified_at
    from contacts
    left join accounts on contacts.salesforce_account_id = accounts.salesforce_account_id

    union all

    select
        source_record_key,
        'hubspot', 'contact', hubspot_contact_id,
        first_landing_seq, first_row_number,
        first_name, last_name, email, additional_emails,
        phone, mobile_phone, company_name, job_title,
        cast(null as string), cast(null as string), cast(null as string), country, cast(null as date),
        is_deleted, false, created_at, modified_at
    from hubspot_contacts

    union all

    select
        source_record_key,
        'linkedin_ads', 'lead_form_response', linkedin_ads_lead_form_response_id,
        _landing_seq, _row_number,
        first_name, last_name, email, cast(null as string),
        phone, cast(null as string), company_name, job_title,
        cast(null as string), cast(null as string), cast(null as string), country, cast(null as date),
        false, coalesce(is_test_lead, false), submitted_at, submitted_at
    from {{ ref('stg_linkedin_ads__lead_form_responses') }}

    union all

    select
        source_record_key,
        'events', 'registration', events_registration_id,
        first_landing_seq, first_row_number,
        first_name, last_name, email, cast(null as string),
        cast(null as string), cast(null as string), company_name, job_title,
        cast(null as string), cast(null as string), cast(null as string), cast(null as string), cast(null as date),
        is_deleted, false, registered_at, modified_at
    from registrations

    union all

    select
        source_record_key,
        'partners', 'referral', partners_referral_id,
        _landing_seq, _row_number,
        first_name, last_name, email, cast(null as string),
        phone, cast(null as string), company_name, cast(null as string), cast(null as string), cast(null as string),
        cast(null as string), cast(null as string), cast(null as date),
        false, false, referred_at, referred_at
    from {{ ref('stg_partners__referrals') }}

    union all

    select
        source_record_key,
        'web', 'visitor', web_anonymous_id,
        first_landing_seq, first_row_number,
        cast(null as string), cast(null as string), email, cast(null as string),
        cast(null as string), cast(null as string), cast(null as string), cast(null as string),
        cast(null as string), cast(null as string), cast(null as string), cast(null as string), cast(null as date),
        false, false, first_identified_at, first_identified_at
    from {{ ref('int_visitors__identified') }}

    union all

    select
        source_record_key,
        'success', 'support_ticket', success_support_ticket_id,
        first_landing_seq, first_row_number,
        cast(null as string), cast(null as string), requester_email, cast(null as string),
        cast(null as string), cast(null as string), cast(null as string), cast(null as string),
        cast(null as string), cast(null as string), cast(null as string), cast(null as string), cast(null as date),
        is_deleted, false, opened_at, modified_at
    from requesters
    where requester_email is not null

    {{ and_registered('people', [
        'source_record_key', 'system', 'entity', 'source_id', 'first_landing_seq', 'first_row_number', 'given_name',
        'family_name', 'email', 'other_emails', 'phone', 'mobile_phone', 'company_name', 'job_title', 'street',
        'postcode', 'city', 'country', 'birth_on', 'is_deleted', 'is_test_record', 'created_at', 'modified_at',
    ]) }}

)

select * from unioned
