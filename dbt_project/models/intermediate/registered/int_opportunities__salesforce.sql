-- Salesforce opportunities in the shape of the union `opportunities`.

select
    'salesforce:' || opportunities.salesforce_opportunity_id as opportunity_id,
    'salesforce' as system,
    opportunities.source_record_key,
    opportunities.opportunity_name,
    {{ source_record_reference('salesforce.account', 'opportunities.salesforce_account_id') }} as account_record_key,
    {{ source_record_reference('salesforce.contact', 'opportunities.primary_salesforce_contact_id') }}
        as primary_person_record_key,
    {{ source_record_reference('salesforce.user', 'opportunities.salesforce_owner_id') }} as owner_record_key,
    'salesforce:' || opportunities.salesforce_campaign_id as campaign_id,
    opportunities.stage_name as source_stage,
    opportunities.opportunity_type,
    opportunities.lead_source,
    opportunities.loss_reason,
    cast(opportunities.created_at as date) as created_on,
    opportunities.created_at,
    opportunities.close_on as closed_on,
    coalesce(opportunities.is_closed, stages.outcome <> 'open', false) as is_closed,
    coalesce(opportunities.is_won, stages.outcome = 'won', false) as is_won,
    opportunities.amount_original,
    opportunities.currency,
    opportunities.probability
from {{ ref('stg_salesforce__opportunities') }} as opportunities
left join {{ ref('opportunity_stages') }} as stages
    on stages.system = 'salesforce' and stages.source_stage = opportunities.stage_name
