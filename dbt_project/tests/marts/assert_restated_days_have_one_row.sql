-- A platform's restatement replaces a day, it does not add to it.
select
    platform,
    ad_account_id,
    campaign_id,
    spend_date
from {{ ref('fct_ad_spend') }}
where campaign_id is not null
group by platform, ad_account_id, campaign_id, spend_date
having count(*) > 1
