-- Salesforce meetings that lie in the past, in the shape of the union `touches`.

with events as (

    select
        *,
        coalesce(started_at, activity_at) as known_at,
        coalesce(started_at, activity_at, cast(activity_on as timestamp)) as occurred_at
    from {{ ref('stg_salesforce__events') }}

)

select
    source_record_key as touch_key,
    'hubspot.engagement:' || hubspot_engagement_id as dedupe_key,
    hubspot_engagement_id is not null as is_copy,
    occurred_at,
    case when known_at is null then 'day' else 'second' end as time_precision,
    {{ salesforce_who_record_key('salesforce_who_id') }} as person_record_key,
    {{ salesforce_what_account_record_key('salesforce_what_id', 'salesforce_account_id') }} as account_record_key,
    cast(null as string) as campaign_id,
    'sales_meeting' as channel_id,
    'sales' as department,
    'salesforce' as system,
    case when coalesce(is_no_show, false) then 'meeting_missed' else 'meeting' end as touch_type,
    true as is_human,
    {{ source_record_reference('salesforce.user', 'salesforce_owner_id') }} as owner_record_key,
    {{ salesforce_what_opportunity_id('salesforce_what_id') }} as opportunity_id,
    source_record_key
from events
-- A meeting in the calendar is no touch before its time.
where occurred_at <= {{ as_of() }}
