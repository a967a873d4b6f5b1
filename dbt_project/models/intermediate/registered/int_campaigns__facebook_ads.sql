-- Meta campaigns as campaign records. The level that Meta calls campaign is ours; link tags of the creative count
-- before those written into its link, because Meta appends the former.

with codes_of_ads as (

    select
        ads.facebook_ads_campaign_id,
        min({{ lower_ascii(
            'coalesce(' ~ utm_campaign_in('creatives.url_tags') ~ ', ' ~ utm_campaign_in('creatives.page_link') ~ ')'
        ) }})
            as campaign_code
    from {{ ref('stg_facebook_ads__ads') }} as ads
    inner join {{ ref('stg_facebook_ads__creatives') }} as creatives
        on ads.facebook_ads_creative_id = creatives.facebook_ads_creative_id
    group by ads.facebook_ads_campaign_id

)

select
    'facebook_ads:' || campaigns.facebook_ads_campaign_id as campaign_id,
    campaigns.facebook_ads_campaign_id as source_campaign_id,
    campaigns.campaign_name,
    'facebook_ads' as platform,
    'paid_social' as channel_id,
    campaigns.facebook_ads_account_id as ad_account_id,
    accounts.currency,
    cast(null as string) as parent_campaign_id,
    'campaign' as hierarchy_level,
    cast(null as date) as started_on,
    cast(null as date) as ended_on,
    coalesce(codes_of_ads.campaign_code, {{ lower_ascii('trim(campaigns.campaign_name)') }}) as campaign_code
from {{ ref('stg_facebook_ads__campaigns') }} as campaigns
left join codes_of_ads on campaigns.facebook_ads_campaign_id = codes_of_ads.facebook_ads_campaign_id
left join {{ ref('stg_facebook_ads__accounts') }} as accounts
    on campaigns.facebook_ads_account_id = accounts.facebook_ads_account_id
