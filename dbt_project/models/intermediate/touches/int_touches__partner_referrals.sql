-- People whom partners named, in the shape of the union `touches`.

select
    source_record_key as touch_key,
    cast(null as string) as dedupe_key,
    false as is_copy,
    referred_at as occurred_at,
    'second' as time_precision,
    source_record_key as person_record_key,
    cast(null as string) as account_record_key,
    cast(null as string) as campaign_id,
    'partners' as channel_id,
    'marketing' as department,
    'partners' as system,
    'referral' as touch_type,
    true as is_human,
    cast(null as string) as owner_record_key,
    cast(null as string) as opportunity_id,
    source_record_key
from {{ ref('stg_partners__referrals') }}
