-- The weeks in which somebody changed what a contact of a CRM says of its person. Whoever corrects two contacts in one
-- week has both before them, and takes them for two.
-- From a release: contacts of which a version has arrived.
{{ incremental_by_key() }}

{% set follows = builds_on_a_release() %}

with

salesforce as (

    {{ edited_weeks(ref('stg_salesforce__contacts__versions'), [
        'first_name', 'last_name', 'email', 'phone', 'mobile_phone', 'salesforce_account_id', 'job_title',
        'department', 'mailing_street', 'mailing_postal_code', 'mailing_city', 'mailing_country', 'birth_on'
    ], touched=arrived_keys(ref('stg_salesforce__contacts__versions')) if follows) }}

),

hubspot as (

    {{ edited_weeks(ref('stg_hubspot__contacts__versions'), [
        'first_name', 'last_name', 'email', 'additional_emails', 'phone', 'mobile_phone', 'company_name', 'job_title',
        'country'
    ], touched=arrived_keys(ref('stg_hubspot__contacts__versions')) if follows) }}

),

unioned as (

    select
        source_record_key,
        'salesforce' as system,
        edited_weeks
    from salesforce

    union all

    select
        source_record_key,
        'hubspot',
        edited_weeks
    from hubspot

)

select * from unioned
