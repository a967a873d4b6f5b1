-- Google Ads campaigns as campaign records. The level that Google calls campaign is ours.

with campaigns as (

    select * from {{ ref('stg_google_ads__campaigns') }}

),

codes_of_ads as (

    select
        ad_groups.google_ads_campaign_id,
        min({{ lower_ascii(utm_campaign_in('ads.final_urls')) }}) as campaign_code
    from {{ ref('stg_google_ads__ads') }} as ads
    inner join {{ ref('stg_google_ads__ad_groups') }} as ad_groups
        on ads.google_ads_ad_group_id = ad_groups.google_ads_ad_group_id
    group by ad_groups.google_ads_campaign_id

)

select
    'google_ads:' || campaigns.google_ads_campaign_id as campaign_id,
    campaigns.google_ads_campaign_id as source_campaign_id,
    campaigns.campaign_name,
    'google_ads' as platform,
    coalesce(types.channel_id, 'paid_search') as channel_id,
    campaigns.google_ads_account_id as ad_account_id,
    accounts.currency,
    cast(null as string) as parent_campaign_id,
    'campaign' as hierarchy_level,
    campaigns.started_on,
    campaigns.ended_on,
    coalesce(
        {{ lower_ascii(utm_campaign_in('campaigns.tracking_url_template')) }},
        codes_of_ads.campaign_code,
        {{ lower_ascii('trim(campaigns.campaign_name)') }}
    ) as campaign_code
from campaigns
left join codes_of_ads on campaigns.google_ads_campaign_id = codes_of_ads.google_ads_campaign_id
left join {{ ref('stg_google_ads__accounts') }} as accounts
    on campaigns.google_ads_account_id = accounts.google_ads_account_id
left join {{ ref('campaign_type_channels') }} as types
    on {{ lower_ascii('campaigns.channel_type') }} = types.campaign_type
