-- Campaigns that only clicks from files name.

select
    'files:' || campaign_name as campaign_id,
    campaign_name as source_campaign_id,
    campaign_name,
    'files' as platform,
    'marketing_other' as channel_id,
    cast(null as string) as ad_account_id,
    cast(null as string) as currency,
    cast(null as string) as parent_campaign_id,
    'campaign' as hierarchy_level,
    min(clicked_on) as started_on,
    max(clicked_on) as ended_on,
    {{ lower_ascii('trim(campaign_name)') }} as campaign_code
from {{ ref('stg_files__clicks') }}
where campaign_name is not null
group by campaign_name
