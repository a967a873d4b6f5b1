-- Clicks that came as files, in the shape of the union `touches`. They know a day and a channel, but no person; each
-- delivered row is one click, equal rows included.

select
    clicks.source_record_key as touch_key,
    cast(null as string) as dedupe_key,
    false as is_copy,
    cast(clicks.clicked_on as timestamp) as occurred_at,
    'day' as time_precision,
    cast(null as string) as person_record_key,
    cast(null as string) as account_record_key,
    'files:' || clicks.campaign_name as campaign_id,
    rules.channel_id,
    'marketing' as department,
    'files' as system,
    'ad_clicked' as touch_type,
    true as is_human,
    cast(null as string) as owner_record_key,
    cast(null as string) as opportunity_id,
    clicks.source_record_key
from {{ ref('stg_files__clicks') }} as clicks
left join {{ ref('channel_rules') }} as rules
    on {{ lower_ascii('clicks.click_source') }} = rules.source and rules.medium = '*'
