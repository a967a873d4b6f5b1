-- LinkedIn campaign groups as campaign records: a LinkedIn "campaign" is what Google calls an ad group and Meta an ad
-- set (docs/decisions/0006-marts.md).

with codes_of_creatives as (

    select
        campaigns.linkedin_ads_campaign_group_id,
        min({{ lower_ascii(utm_campaign_in('creatives.click_url')) }}) as campaign_code
    from {{ ref('stg_linkedin_ads__creatives') }} as creatives
    inner join {{ ref('stg_linkedin_ads__campaigns') }} as campaigns
        on creatives.linkedin_ads_campaign_id = campaigns.linkedin_ads_campaign_id
    group by campaigns.linkedin_ads_campaign_group_id

)

select
    'linkedin_ads:' || campaign_groups.linkedin_ads_campaign_group_id as campaign_id,
    campaign_groups.linkedin_ads_campaign_group_id as source_campaign_id,
    campaign_groups.campaign_group_name as campaign_name,
    'linkedin_ads' as platform,
    'paid_social' as channel_id,
    campaign_groups.linkedin_ads_account_id as ad_account_id,
    accounts.currency,
    cast(null as string) as parent_campaign_id,
    'campaign_group' as hierarchy_level,
    cast(campaign_groups.created_at as date) as started_on,
    cast(null as date) as ended_on,
    coalesce(
        codes_of_creatives.campaign_code, {{ lower_ascii('trim(campaign_groups.campaign_group_name)') }}
    ) as campaign_code
from {{ ref('stg_linkedin_ads__campaign_groups') }} as campaign_groups
left join codes_of_creatives
    on campaign_groups.linkedin_ads_campaign_group_id = codes_of_creatives.linkedin_ads_campaign_group_id
left join {{ ref('stg_linkedin_ads__accounts') }} as accounts
    on campaign_groups.linkedin_ads_account_id = accounts.linkedin_ads_account_id
