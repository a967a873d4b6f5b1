-- Our events and webinars as campaign records, known by the code that every registration carries.

select
    'events:' || event_code as campaign_id,
    event_code as source_campaign_id,
    min(event_name) as campaign_name,
    'events' as platform,
    'events' as channel_id,
    cast(null as string) as ad_account_id,
    cast(null as string) as currency,
    cast(null as string) as parent_campaign_id,
    'event' as hierarchy_level,
    min(event_on) as started_on,
    max(event_on) as ended_on,
    {{ lower_ascii('trim(event_code)') }} as campaign_code
from {{ ref('stg_events__registrations') }}
group by event_code
