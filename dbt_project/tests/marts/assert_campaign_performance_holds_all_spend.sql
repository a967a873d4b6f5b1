-- Spend of campaigns by month adds up to the days it is made of; a month with an unpriced day has no sum.
with months as (

    select
        campaign_id,
        {{ month_start('spend_date') }} as month,
        {{ sum_decimal('spend_amount') }} as spend_amount
    from {{ ref('fct_ad_spend') }}
    where campaign_id is not null
    group by campaign_id, {{ month_start('spend_date') }}
    having count(*) = count(spend_amount)

)

select
    months.campaign_id,
    months.month
from months
left join {{ ref('campaign_performance') }} as performance
    on months.campaign_id = performance.campaign_id and months.month = performance.month
where performance.spend_amount is null or performance.spend_amount <> months.spend_amount
