-- Campaign records of every system. The code is what the departments have in common: campaigns with one code are one
-- action, seen by several systems.

with campaigns as (

    {{ union_registered('campaigns', [
        'campaign_id', 'source_campaign_id', 'campaign_name', 'platform', 'channel_id', 'ad_account_id', 'currency',
        'parent_campaign_id', 'hierarchy_level', 'started_on', 'ended_on', 'campaign_code',
    ]) }}

)

select * from campaigns
