-- Google Ads days in the shape of the union `ad_spend`. The day is the ad account's own day.

select
    'google_ads' as platform,
    stats.google_ads_account_id as ad_account_id,
    'google_ads:' || stats.google_ads_campaign_id as campaign_id,
    'paid_search' as default_channel_id,
    stats.stat_on as spend_date,
    accounts.currency,
    cast(stats.spend_amount_original as decimal(18, 6)) as spend_amount_original,
    stats.impressions,
    stats.clicks,
    cast(stats.conversions as decimal(18, 4)) as platform_conversions
from {{ ref('stg_google_ads__ad_stats') }} as stats
left join {{ ref('stg_google_ads__accounts') }} as accounts
    on stats.google_ads_account_id = accounts.google_ads_account_id
