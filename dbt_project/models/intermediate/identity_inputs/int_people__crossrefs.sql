-- What the systems themselves say about which of their records are one person. Both ends exist in
-- int_people__unioned; `a` is the record that says so.
-- noqa: disable=AL03

with

stated as (

    {{ references(ref('stg_salesforce__leads__versions'), 'converted_salesforce_contact_id',
                  'salesforce.contact', 'lead_converted') }}
    union all
    {{ references(ref('stg_salesforce__leads__versions'), 'hubspot_contact_id',
                  'hubspot.contact', 'hubspot_id_in_crm') }}
    union all
    {{ references(ref('stg_salesforce__contacts__versions'), 'hubspot_contact_id',
                  'hubspot.contact', 'hubspot_id_in_crm') }}
    union all
    {{ references(ref('stg_hubspot__contacts__versions'), 'salesforce_contact_id',
                  'salesforce.contact', 'crm_id_in_hubspot') }}
    union all
    {{ references(ref('stg_hubspot__contacts__versions'), 'salesforce_lead_id',
                  'salesforce.lead', 'crm_id_in_hubspot') }}
    union all
    {{ references(ref('stg_salesforce__leads__versions'), 'master_salesforce_lead_id',
                  'salesforce.lead', 'salesforce_merge') }}
    union all
    {{ references(ref('stg_salesforce__contacts__versions'), 'master_salesforce_contact_id',
                  'salesforce.contact', 'salesforce_merge') }}

    union all

    select
        'hubspot.contact:' || merged_hubspot_contact_id,
        'hubspot.contact:' || canonical_hubspot_contact_id,
        'hubspot_merge',
        merged_at
    from {{ ref('stg_hubspot__contact_merges') }}

    union all

    select
        'hubspot.contact:' || trim(pieces.piece),
        contacts.source_record_key,
        'hubspot_merge',
        contacts.valid_from
    from {{ ref('stg_hubspot__contacts') }} as contacts
    {{ split_rows('contacts', 'contacts.merged_hubspot_contact_ids') }}

    union all

    select
        source_record_key,
        'hubspot.contact:' || hubspot_contact_id,
        'click_to_form',
        first_identified_at
    from {{ ref('int_visitors__identified') }}
    where hubspot_contact_id is not null

    union all

    select
        source_record_key,
        click_record_key,
        'click_id_in_hubspot',
        first_identified_at
    from {{ ref('int_visitors__identified') }}
    where click_record_key is not null

),

known as (

    select
        stated.source_record_key_a,
        stated.source_record_key_b,
        stated.rule,
        min(stated.decided_at) as decided_at
    from stated
    inner join {{ ref('int_people__unioned') }} as a on stated.source_record_key_a = a.source_record_key
    inner join {{ ref('int_people__unioned') }} as b on stated.source_record_key_b = b.source_record_key
    where stated.source_record_key_a <> stated.source_record_key_b
    group by stated.source_record_key_a, stated.source_record_key_b, stated.rule

)

select * from known
