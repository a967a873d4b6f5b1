-- The platforms' finest rows are summed before rounding, so that cents are lost once a day and campaign at most.

with days as (

    {{ union_registered('ad_spend', [
        'platform', 'ad_account_id', 'campaign_id', 'default_channel_id', 'spend_date', 'currency',
        'spend_amount_original', 'impressions', 'clicks', 'platform_conversions',
    ]) }}

),

summed as (

    select
        platform,
        ad_account_id,
        campaign_id,
        default_channel_id,
        spend_date,
        currency,
        {{ sum_decimal('spend_amount_original', scale=6) }} as spend,
        cast(coalesce(sum(impressions), 0) as bigint) as impressions,
        cast(coalesce(sum(clicks), 0) as bigint) as clicks,
        {{ sum_decimal('platform_conversions', scale=4) }} as platform_conversions
    from days
    group by platform, ad_account_id, campaign_id, default_channel_id, spend_date, currency

)

select
    {{ surrogate_key(['summed.platform', 'summed.ad_account_id', 'summed.campaign_id', 'summed.spend_date']) }}
        as spend_id,
    summed.spend_date,
    summed.platform,
    summed.ad_account_id,
    campaigns.campaign_id,
    coalesce(campaigns.channel_id, summed.default_channel_id) as channel_id,
    {{ in_reporting_currency('summed.spend', 'rates.fx_rate') }} as spend_amount,
    cast(round(summed.spend, 2) as decimal(18, 2)) as spend_amount_original,
    summed.currency,
    rates.fx_rate,
    summed.impressions,
    summed.clicks,
    summed.platform_conversions
from summed
left join {{ ref('int_campaigns__unioned') }} as campaigns on summed.campaign_id = campaigns.campaign_id
left join {{ ref('int_fx_rates') }} as rates
    on {{ fx_rate_on('rates', 'summed.currency', 'summed.spend_date') }}
