-- Campaign records of every system. The code is what the departments have in common: campaigns with one code are one
-- action, seen by several systems. A system that only knows "advertisement" or "other" takes the channel of the ad
-- platform that runs the action.

with campaigns as (

    {{ union_registered('campaigns', [
        'campaign_id', 'source_campaign_id', 'campaign_name', 'platform', 'channel_id', 'ad_account_id', 'currency',
        'parent_campaign_id', 'hierarchy_level', 'started_on', 'ended_on', 'campaign_code',
    ]) }}

),

channels_of_codes as (

    select
        campaign_code,
        min(channel_id) as channel_id
    from campaigns
    where ad_account_id is not null and campaign_code is not null
    group by campaign_code
    having count(distinct channel_id) = 1

)

select
    campaigns.campaign_id,
    campaigns.source_campaign_id,
    campaigns.campaign_name,
    campaigns.platform,
    case
        when campaigns.channel_id in ('paid_other', 'marketing_other')
            then coalesce(channels_of_codes.channel_id, campaigns.channel_id)
        else campaigns.channel_id
    end as channel_id,
    campaigns.ad_account_id,
    campaigns.currency,
    campaigns.parent_campaign_id,
    campaigns.hierarchy_level,
    campaigns.started_on,
    campaigns.ended_on,
    campaigns.campaign_code
from campaigns
left join channels_of_codes on campaigns.campaign_code = channels_of_codes.campaign_code
