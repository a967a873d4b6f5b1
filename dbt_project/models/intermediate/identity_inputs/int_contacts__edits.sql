-- The weeks in which somebody changed what a contact of a CRM says of its person. Whoever corrects two contacts in one
-- week has both before them, and takes them for two. What is changed in masses is left out: the account and its name,
-- addresses of a place, how a number is written.
-- From a release: contacts of which a version has arrived.
{{ incremental_by_key() }}

{% set follows = builds_on_a_release() %}

with

salesforce as (

    {{ edited_weeks(ref('stg_salesforce__contacts__versions'), [
        'first_name', 'last_name', 'email', digits_only('phone'), digits_only('mobile_phone'), 'job_title',
        'birth_on'
    ], touched=arrived_keys(ref('stg_salesforce__contacts__versions')) if follows) }}

),

hubspot as (

    {{ edited_weeks(ref('stg_hubspot__contacts__versions'), [
        'first_name', 'last_name', 'email', digits_only('phone'), digits_only('mobile_phone'), 'job_title'
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
