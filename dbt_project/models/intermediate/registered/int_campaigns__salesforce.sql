-- Salesforce campaigns as campaign records.

select
    'salesforce:' || campaigns.salesforce_campaign_id as campaign_id,
    campaigns.salesforce_campaign_id as source_campaign_id,
    campaigns.campaign_name,
    'salesforce' as platform,
    coalesce(types.channel_id, 'marketing_other') as channel_id,
    cast(null as string) as ad_account_id,
    campaigns.currency,
    'salesforce:' || campaigns.parent_salesforce_campaign_id as parent_campaign_id,
    'campaign' as hierarchy_level,
    campaigns.started_on,
    campaigns.ended_on,
    {{ lower_ascii('coalesce(trim(campaigns.utm_campaign), trim(campaigns.campaign_name))') }} as campaign_code
from {{ ref('stg_salesforce__campaigns') }} as campaigns
left join {{ ref('campaign_type_channels') }} as types
    on {{ lower_ascii('campaigns.campaign_type') }} = types.campaign_type
