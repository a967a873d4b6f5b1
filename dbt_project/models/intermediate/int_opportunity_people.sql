-- People in opportunities, each once per opportunity, with the strongest evidence for it. Of several roles of a person
-- that of the primary contact counts, then the one named first.
--   contact_role     the CRM lists the person in the opportunity
--   primary_contact  the opportunity names the person
--   converted_lead   the person's lead became the opportunity

with evidence as (

    select
        'salesforce:' || salesforce_opportunity_id as opportunity_id,
        {{ source_record_reference('salesforce.contact', 'salesforce_contact_id') }} as person_record_key,
        contact_role as role,
        coalesce(is_primary, false) as is_primary,
        'contact_role' as evidence,
        1 as preference,
        created_at
    from {{ ref('stg_salesforce__opportunity_contact_roles') }}

    union all

    select
        opportunity_id,
        primary_person_record_key as person_record_key,
        cast(null as string) as role,
        true as is_primary,
        'primary_contact' as evidence,
        2 as preference,
        created_at
    from {{ ref('int_opportunities__unioned') }}
    where primary_person_record_key is not null

    union all

    select
        'salesforce:' || converted_salesforce_opportunity_id as opportunity_id,
        source_record_key as person_record_key,
        cast(null as string) as role,
        false as is_primary,
        'converted_lead' as evidence,
        3 as preference,
        cast(converted_on as timestamp) as created_at
    from {{ ref('stg_salesforce__leads') }}
    where converted_salesforce_opportunity_id is not null

),

linked as (

    select
        evidence.*,
        person_links.person_id,
        row_number() over (
            partition by evidence.opportunity_id, person_links.person_id
            order by
                evidence.preference, evidence.is_primary desc, evidence.created_at nulls last,
                evidence.person_record_key, evidence.role nulls last
        ) as strength
    from evidence
    inner join {{ ref('int_person_links') }} as person_links
        on evidence.person_record_key = person_links.source_record_key
    inner join {{ ref('int_opportunities__unioned') }} as opportunities
        on evidence.opportunity_id = opportunities.opportunity_id

),

one_per_person as (

    select
        opportunity_id,
        person_id,
        min_by(role, strength) filter (where role is not null) as role,
        min_by(evidence, strength) as evidence,
        {{ any_true('is_primary') }} as is_marked_primary,
        {{ any_true("evidence = 'contact_role'") }} as has_contact_role,
        min(case when is_primary then preference else 9 end) as primary_preference,
        min(preference) as preference,
        min(created_at) as named_at
    from linked
    group by opportunity_id, person_id

)

select
    opportunity_id,
    person_id,
    role,
    evidence,
    has_contact_role,
    row_number() over (
        partition by opportunity_id
        order by primary_preference, preference, named_at nulls last, person_id
    ) = 1 as is_primary
from one_per_person
