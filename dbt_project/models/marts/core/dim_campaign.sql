with campaigns as (

    select * from {{ ref('int_campaigns__unioned') }}

),

known_codes as (

    select
        campaign_code,
        {{ any_true("department = 'marketing'") }} as known_to_marketing,
        {{ any_true("department = 'sales'") }} as known_to_sales
    from (
        select
            campaign_code,
            case when platform = 'salesforce' then 'sales' else 'marketing' end as department
        from campaigns
        union all
        select
            {{ lower_ascii('trim(campaign_code)') }} as campaign_code,
            'marketing' as department
        from {{ ref('stg_marketing_plan__budgets') }}
    ) as mentions
    where campaign_code is not null
    group by campaign_code

)

select
    campaigns.campaign_id,
    campaigns.campaign_name,
    campaigns.platform,
    campaigns.channel_id,
    campaigns.ad_account_id,
    campaigns.currency,
    campaigns.parent_campaign_id,
    campaigns.hierarchy_level,
    campaigns.started_on,
    campaigns.ended_on,
    campaigns.campaign_code,
    coalesce(known_codes.known_to_marketing, campaigns.platform <> 'salesforce') as known_to_marketing,
    coalesce(known_codes.known_to_sales, campaigns.platform = 'salesforce') as known_to_sales
from campaigns
left join known_codes on campaigns.campaign_code = known_codes.campaign_code
