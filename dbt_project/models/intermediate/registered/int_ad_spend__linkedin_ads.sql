-- LinkedIn days in the shape of the union `ad_spend`, from creative up to the campaign group.

select
    'linkedin_ads' as platform,
    coalesce(campaign_groups.linkedin_ads_account_id, campaigns.linkedin_ads_account_id) as ad_account_id,
    'linkedin_ads:' || campaigns.linkedin_ads_campaign_group_id as campaign_id,
    'paid_social' as default_channel_id,
    stats.stat_on as spend_date,
    accounts.currency,
    cast(stats.spend_amount_original as decimal(18, 6)) as spend_amount_original,
    stats.impressions,
    stats.clicks,
    cast(
        coalesce(stats.external_website_conversions, 0) + coalesce(stats.one_click_leads, 0) as decimal(18, 4)
    ) as platform_conversions
from {{ ref('stg_linkedin_ads__creative_stats') }} as stats
left join {{ ref('stg_linkedin_ads__creatives') }} as creatives
    on stats.linkedin_ads_creative_id = creatives.linkedin_ads_creative_id
left join {{ ref('stg_linkedin_ads__campaigns') }} as campaigns
    on creatives.linkedin_ads_campaign_id = campaigns.linkedin_ads_campaign_id
left join {{ ref('stg_linkedin_ads__campaign_groups') }} as campaign_groups
    on campaigns.linkedin_ads_campaign_group_id = campaign_groups.linkedin_ads_campaign_group_id
left join {{ ref('stg_linkedin_ads__accounts') }} as accounts
    on coalesce(campaign_groups.linkedin_ads_account_id, campaigns.linkedin_ads_account_id)
        = accounts.linkedin_ads_account_id
