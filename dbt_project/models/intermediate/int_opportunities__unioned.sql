-- Opportunities of every registered system with our stage names and the reporting currency. A closed opportunity is
-- converted at the rate of its close day, an open one at the latest rate known at run time; without a rate the amount
-- is missing, never taken one to one. Where very many deals of a system were created in one minute (var
-- migrated_deals_per_minute) that minute is the migration's, not theirs; midnight is a day without a time.

with opportunities as (

    {{ union_registered('opportunities', [
        'opportunity_id', 'system', 'source_record_key', 'opportunity_name', 'account_record_key',
        'primary_person_record_key', 'owner_record_key', 'campaign_id', 'source_stage', 'opportunity_type',
        'lead_source', 'loss_reason', 'created_on', 'created_at', 'closed_on', 'is_closed', 'is_won',
        'amount_original', 'currency', 'probability',
    ]) }}

),

dated as (

    select
        *,
        case when is_closed then coalesce(closed_on, {{ as_of_date() }}) else {{ as_of_date() }} end as fx_on,
        created_at <> cast(created_on as timestamp)
        and count(*) over (partition by system, date_trunc('minute', created_at))
        >= {{ var('migrated_deals_per_minute') }} as is_migrated
    from opportunities

),

priced as (

    select
        opportunities.*,
        coalesce(stages.stage, opportunities.source_stage) as stage,
        stages.stage_order,
        rates.fx_rate
    from dated as opportunities
    left join {{ ref('opportunity_stages') }} as stages
        on opportunities.system = stages.system and opportunities.source_stage = stages.source_stage
    left join {{ ref('int_fx_rates') }} as rates
        on {{ fx_rate_on('rates', 'opportunities.currency', 'opportunities.fx_on') }}

)

select
    priced.*,
    {{ in_reporting_currency('amount_original', 'fx_rate') }} as amount
from priced
