-- The campaign behind what a link says (utm_campaign), one row per platform and code; platform '*' answers when the
-- link does not say which platform it came from. A link may carry a code, a name or the platform's own number.

with ad_links as (

    select
        'google_ads' as platform,
        {{ lower_ascii(utm_campaign_in('ads.final_urls')) }} as code,
        'google_ads:' || ad_groups.google_ads_campaign_id as campaign_id
    from {{ ref('stg_google_ads__ads') }} as ads
    inner join {{ ref('stg_google_ads__ad_groups') }} as ad_groups
        on ads.google_ads_ad_group_id = ad_groups.google_ads_ad_group_id

    union all

    select
        'facebook_ads' as platform,
        {{ lower_ascii(
            'coalesce(' ~ utm_campaign_in('creatives.url_tags') ~ ', ' ~ utm_campaign_in('creatives.page_link') ~ ')'
        ) }} as code,
        'facebook_ads:' || ads.facebook_ads_campaign_id as campaign_id
    from {{ ref('stg_facebook_ads__ads') }} as ads
    inner join {{ ref('stg_facebook_ads__creatives') }} as creatives
        on ads.facebook_ads_creative_id = creatives.facebook_ads_creative_id

    union all

    select
        'linkedin_ads' as platform,
        {{ lower_ascii(utm_campaign_in('creatives.click_url')) }} as code,
        'linkedin_ads:' || campaigns.linkedin_ads_campaign_group_id as campaign_id
    from {{ ref('stg_linkedin_ads__creatives') }} as creatives
    inner join {{ ref('stg_linkedin_ads__campaigns') }} as campaigns
        on creatives.linkedin_ads_campaign_id = campaigns.linkedin_ads_campaign_id

),

candidates as (

    select platform, code, campaign_id, 1 as preference from ad_links
    union all
    select platform, campaign_code as code, campaign_id, 2 as preference from {{ ref('int_campaigns__unioned') }}
    union all
    select platform, {{ lower_ascii('trim(campaign_name)') }} as code, campaign_id, 3 as preference
    from {{ ref('int_campaigns__unioned') }}
    union all
    select platform, {{ lower_ascii('source_campaign_id') }} as code, campaign_id, 4 as preference
    from {{ ref('int_campaigns__unioned') }}

),

known as (

    select candidates.*
    from candidates
    inner join {{ ref('int_campaigns__unioned') }} as campaigns on candidates.campaign_id = campaigns.campaign_id
    where candidates.code is not null

),

by_platform as (

    select
        platform,
        code,
        campaign_id
    from known
    qualify row_number() over (partition by platform, code order by preference, campaign_id) = 1

),

by_code as (

    select
        '*' as platform,
        code,
        campaign_id
    from known
    qualify
        row_number() over (
            partition by code
            order by case when platform = 'salesforce' then 2 else 1 end, preference, campaign_id
        ) = 1

)

select * from by_platform
union all
select * from by_code
