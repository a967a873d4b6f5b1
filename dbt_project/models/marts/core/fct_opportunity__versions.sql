-- The connector's history counts before the delivered versions where both have a row for one moment. Versions in a row
-- that say the same are one.

with observed as (

    select
        'salesforce:' || salesforce_opportunity_id as opportunity_id,
        recorded_from_at as valid_from,
        stage_name as source_stage,
        amount_original,
        currency,
        cast(close_on as date) as closed_on,
        'salesforce.user:' || salesforce_owner_id as owner_record_key,
        1 as preference,
        version_no as version_order
    from {{ ref('stg_salesforce__opportunity_history') }}
    where not coalesce(is_record_deleted, false)

    union all

    select
        'salesforce:' || salesforce_opportunity_id,
        valid_from,
        stage_name,
        amount_original,
        currency,
        close_on,
        'salesforce.user:' || salesforce_owner_id,
        2,
        version_no
    from {{ ref('stg_salesforce__opportunities__versions') }}
    where not is_deleted and valid_from is not null

    union all

    select
        'files:' || files_opportunity_id,
        coalesce(valid_from, cast(created_on as timestamp)),
        stage,
        amount_original,
        currency,
        closed_on,
        'files.owner:' || owner_name,
        2,
        version_no
    from {{ ref('stg_files__opportunities__versions') }}
    where not is_deleted

),

one_per_moment as (

    select observed.*
    from observed
    inner join {{ ref('int_opportunities__unioned') }} as opportunities
        on observed.opportunity_id = opportunities.opportunity_id
    qualify
        row_number() over (
            partition by observed.opportunity_id, observed.valid_from
            order by observed.preference, observed.version_order desc nulls last, observed.source_stage
        ) = 1

),

described as (

    select
        *,
        {{ surrogate_key(['source_stage', 'amount_original', 'currency', 'closed_on', 'owner_record_key']) }} as content
    from one_per_moment

),

changes as (

    select *
    from described
    qualify lag(content) over (partition by opportunity_id order by valid_from) is distinct from content

),

intervals as (

    select
        *,
        lead(valid_from) over (partition by opportunity_id order by valid_from) as valid_to
    from changes

)

select
    intervals.opportunity_id,
    intervals.valid_from,
    intervals.valid_to,
    coalesce(stages.stage, intervals.source_stage) as stage,
    {{ in_reporting_currency('intervals.amount_original', 'rates.fx_rate') }} as amount,
    intervals.amount_original,
    intervals.currency,
    intervals.closed_on,
    owners.owner_id
from intervals
left join {{ ref('opportunity_stages') }} as stages
    on split_part(intervals.opportunity_id, ':', 1) = stages.system and intervals.source_stage = stages.source_stage
left join {{ ref('int_fx_rates') }} as rates
    on {{ fx_rate_on('rates', 'intervals.currency', 'cast(intervals.valid_from as date)') }}
left join {{ ref('int_owners__unioned') }} as owners on intervals.owner_record_key = owners.owner_record_key
