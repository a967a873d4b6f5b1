-- One row per touch. A copy (is_copy) joins the original with the same dedupe_key and person; a copy whose person is
-- unknown or not among the original's people joins the original's first row; copies without an original join each
-- other. The original says what happened; what it does not know (campaign, channel, opportunity, owner) comes from the
-- copy, and a day without a time gives way to a time.

with keyed as (

    select * from {{ ref('int_touches__unioned') }}
    where dedupe_key is not null

),

originals as (

    select
        dedupe_key,
        person_id,
        min(touch_key) as group_key
    from keyed
    where not is_copy
    group by dedupe_key, person_id

),

first_originals as (

    select
        dedupe_key,
        min(group_key) as group_key
    from originals
    group by dedupe_key

),

grouped as (

    select
        keyed.*,
        coalesce(
            originals.group_key,
            first_originals.group_key,
            keyed.dedupe_key || '|' || coalesce(keyed.person_id, '')
        ) as group_key,
        case when keyed.time_precision = 'second' then 0 else 1 end as imprecision
    from keyed
    left join originals
        on keyed.dedupe_key = originals.dedupe_key and keyed.person_id is not distinct from originals.person_id
    left join first_originals on keyed.dedupe_key = first_originals.dedupe_key

),

ranked as (

    select
        *,
        row_number() over (partition by group_key order by is_copy, imprecision, touch_key) as rank_in_group,
        row_number() over (partition by group_key order by imprecision, is_copy, touch_key) as time_rank
    from grouped

),

merged as (

    select
        min_by(touch_key, rank_in_group) as touch_key,
        min_by(occurred_at, time_rank) as occurred_at,
        min_by(time_precision, time_rank) as time_precision,
        min_by(person_id, rank_in_group) filter (where person_id is not null) as person_id,
        min_by(account_record_key, rank_in_group) filter (where account_record_key is not null) as account_record_key,
        min_by(campaign_id, rank_in_group) filter (where campaign_id is not null) as campaign_id,
        min_by(channel_id, rank_in_group) filter (where channel_id is not null) as channel_id,
        min_by(department, rank_in_group) as department,
        min_by(system, rank_in_group) as system,
        min_by(touch_type, rank_in_group) as touch_type,
        {{ any_true('is_human') }} as is_human,
        min_by(owner_record_key, rank_in_group) filter (where owner_record_key is not null) as owner_record_key,
        min_by(opportunity_id, rank_in_group) filter (where opportunity_id is not null) as opportunity_id,
        min_by(source_record_key, rank_in_group) as source_record_key,
        cast(count(*) as bigint) as source_record_count
    from ranked
    group by group_key

)

select
    touch_key, occurred_at, time_precision, person_id, account_record_key, campaign_id, channel_id, department,
    system, touch_type, is_human, owner_record_key, opportunity_id, source_record_key, source_record_count
from merged

union all

select
    touch_key, occurred_at, time_precision, person_id, account_record_key, campaign_id, channel_id, department,
    system, touch_type, is_human, owner_record_key, opportunity_id, source_record_key,
    cast(1 as bigint) as source_record_count
from {{ ref('int_touches__unioned') }}
where dedupe_key is null
