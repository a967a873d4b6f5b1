{{ config(materialized='view') }}  -- one reader

-- Every entry of a person into a lifecycle stage that any system tells of, with how we know (evidence as in
-- int_opportunity_stage_observations). HubSpot's stage only moves forward, so being rejected and sent back is known
-- from the CRM's time stamps alone. When a migrated deal began is not known, only when it was won.

with tracked as (

    select
        {{ source_record_reference('hubspot.contact', 'hubspot_contact_id') }} as person_record_key,
        'hubspot' as system,
        {{ lower_ascii('trim(property_value)') }} as source_value,
        changed_at as entered_at,
        'recorded' as evidence
    from {{ ref('stg_hubspot__contact_property_history') }}
    where property_name = 'lifecyclestage' and property_value is not null

),

present as (

    select
        contacts.source_record_key as person_record_key,
        'hubspot' as system,
        {{ lower_ascii('trim(contacts.lifecycle_stage)') }} as source_value,
        cast(null as timestamp) as entered_at,
        'not measurable' as evidence
    from {{ ref('stg_hubspot__contacts') }} as contacts
    left join tracked on contacts.source_record_key = tracked.person_record_key
    where contacts.lifecycle_stage is not null and tracked.person_record_key is null

),

leads as (

    select * from {{ ref('stg_salesforce__leads') }}

),

lead_times as (

    select source_record_key, 'created' as source_value, created_at as entered_at, 'inferred' as evidence from leads
    union all
    select source_record_key, 'mql_at', mql_at, 'recorded' from leads
    union all
    select source_record_key, 'accepted_at', accepted_at, 'recorded' from leads
    union all
    select source_record_key, 'rejected_at', rejected_at, 'recorded' from leads
    union all
    select source_record_key, 'recycled_at', recycled_at, 'recorded' from leads

),

said as (

    select * from tracked
    union all
    select * from present
    union all
    select source_record_key, 'salesforce', source_value, entered_at, evidence
    from lead_times
    where entered_at is not null

),

linked as (

    select
        person_links.person_id,
        said.system,
        said.source_value,
        said.entered_at,
        said.evidence
    from said
    inner join {{ ref('int_person_links') }} as person_links
        on said.person_record_key = person_links.source_record_key

),

opportunities as (

    select
        people.person_id,
        'salesforce' as system,
        'opportunity_created' as source_value,
        case when not coalesce(opportunities.is_migrated, false) then opportunities.created_at end as entered_at,
        case when coalesce(opportunities.is_migrated, false) then 'not measurable' else 'recorded' end as evidence
    from {{ ref('int_opportunity_people') }} as people
    inner join {{ ref('int_opportunities__unioned') }} as opportunities
        on people.opportunity_id = opportunities.opportunity_id

    union all

    select
        people.person_id,
        'salesforce' as system,
        'opportunity_won' as source_value,
        cast(opportunities.closed_on as timestamp) as entered_at,
        'recorded' as evidence
    from {{ ref('int_opportunity_people') }} as people
    inner join {{ ref('int_opportunities__unioned') }} as opportunities
        on people.opportunity_id = opportunities.opportunity_id
    where opportunities.is_won

),

everything as (

    select * from linked
    union all
    select * from opportunities

)

select
    everything.person_id,
    stages.stage,
    stages.stage_order,
    everything.entered_at,
    everything.evidence,
    everything.system
from everything
inner join {{ ref('lifecycle_stages') }} as stages
    on everything.system = stages.system and everything.source_value = stages.source_value
