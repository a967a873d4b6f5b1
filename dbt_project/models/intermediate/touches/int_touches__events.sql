-- Registrations for our events and who came, in the shape of the union `touches`. Two touches of one record: the
-- registration at its time, the attendance on the day of the event.

with registrations as (

    select
        *,
        'events:' || event_code as campaign_id
    from {{ ref('stg_events__registrations') }}

)

select
    source_record_key as touch_key,
    cast(null as string) as dedupe_key,
    false as is_copy,
    registered_at as occurred_at,
    'second' as time_precision,
    source_record_key as person_record_key,
    cast(null as string) as account_record_key,
    campaign_id,
    'events' as channel_id,
    'marketing' as department,
    'events' as system,
    'event_registered' as touch_type,
    true as is_human,
    cast(null as string) as owner_record_key,
    cast(null as string) as opportunity_id,
    source_record_key
from registrations

union all

select
    source_record_key || ':attended' as touch_key,
    cast(null as string) as dedupe_key,
    false as is_copy,
    cast(event_on as timestamp) as occurred_at,
    'day' as time_precision,
    source_record_key as person_record_key,
    cast(null as string) as account_record_key,
    campaign_id,
    'events' as channel_id,
    'marketing' as department,
    'events' as system,
    'event_attended' as touch_type,
    true as is_human,
    cast(null as string) as owner_record_key,
    cast(null as string) as opportunity_id,
    source_record_key
from registrations
where has_attended and event_on <= {{ as_of_date() }}
