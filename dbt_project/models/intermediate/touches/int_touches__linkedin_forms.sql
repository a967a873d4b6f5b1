-- Lead forms sent inside LinkedIn, in the shape of the union `touches`. Test leads are left out.

select
    responses.source_record_key as touch_key,
    cast(null as string) as dedupe_key,
    false as is_copy,
    responses.submitted_at as occurred_at,
    'second' as time_precision,
    responses.source_record_key as person_record_key,
    cast(null as string) as account_record_key,
    'linkedin_ads:' || campaigns.linkedin_ads_campaign_group_id as campaign_id,
    'paid_social' as channel_id,
    'marketing' as department,
    'linkedin_ads' as system,
    'lead_form' as touch_type,
    true as is_human,
    cast(null as string) as owner_record_key,
    cast(null as string) as opportunity_id,
    responses.source_record_key
from {{ ref('stg_linkedin_ads__lead_form_responses') }} as responses
left join {{ ref('stg_linkedin_ads__campaigns') }} as campaigns
    on responses.linkedin_ads_campaign_id = campaigns.linkedin_ads_campaign_id
where not coalesce(responses.is_test_lead, false)
