-- Meta days in the shape of the union `ad_spend`. Conversions are leads and purchases that Meta claims; other actions
-- (likes, video views) are none.

with actions as (

    select
        facebook_ads_ad_id,
        stat_on,
        sum(action_count) as platform_conversions
    from {{ ref('stg_facebook_ads__ad_actions') }}
    where action_type in ('lead', 'purchase', 'complete_registration', 'submit_application', 'contact')
    group by facebook_ads_ad_id, stat_on

)

select
    'facebook_ads' as platform,
    stats.facebook_ads_account_id as ad_account_id,
    'facebook_ads:' || ads.facebook_ads_campaign_id as campaign_id,
    'paid_social' as default_channel_id,
    stats.stat_on as spend_date,
    accounts.currency,
    cast(stats.spend_amount_original as decimal(18, 6)) as spend_amount_original,
    stats.impressions,
    stats.link_clicks as clicks,
    cast(actions.platform_conversions as decimal(18, 4)) as platform_conversions
from {{ ref('stg_facebook_ads__ad_stats') }} as stats
left join {{ ref('stg_facebook_ads__ads') }} as ads on stats.facebook_ads_ad_id = ads.facebook_ads_ad_id
left join {{ ref('stg_facebook_ads__accounts') }} as accounts
    on stats.facebook_ads_account_id = accounts.facebook_ads_account_id
left join actions on stats.facebook_ads_ad_id = actions.facebook_ads_ad_id and stats.stat_on = actions.stat_on
