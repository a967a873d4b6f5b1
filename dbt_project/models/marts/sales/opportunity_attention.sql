-- Open opportunities that somebody should look at, each with every reason.

with open_opportunities as (

    select *
    from {{ ref('fct_opportunity') }}
    where not is_closed

),

last_touches as (

    select
        people.opportunity_id,
        max(touches.occurred_at) as last_touch_at
    from {{ ref('fct_opportunity_contact') }} as people
    inner join open_opportunities on people.opportunity_id = open_opportunities.opportunity_id
    inner join {{ ref('fct_touch') }} as touches on people.person_id = touches.person_id
    where touches.is_human and touches.department = 'sales'
    group by people.opportunity_id

),

reasons as (

    select opportunity_id, 'close day has passed' as reason
    from open_opportunities
    where closed_on < {{ as_of_date() }}

    union all

    select opportunity_id, 'no buyer is named'
    from open_opportunities
    where not has_contact_role

    union all

    select opportunity_id, 'no amount'
    from open_opportunities
    where amount is null

    union all

    select open_opportunities.opportunity_id, 'no sales contact for 30 days'
    from open_opportunities
    inner join last_touches on open_opportunities.opportunity_id = last_touches.opportunity_id
    where {{ date_diff_days('last_touches.last_touch_at', as_of_date()) }} > 30

),

collected as (

    select
        opportunity_id,
        {{ text_list('reason', '; ') }} as reasons,
        cast(count(*) as bigint) as reason_count
    from reasons
    group by opportunity_id

)

select
    collected.opportunity_id,
    open_opportunities.owner_id,
    open_opportunities.account_id,
    open_opportunities.stage,
    open_opportunities.amount,
    open_opportunities.closed_on,
    last_touches.last_touch_at,
    collected.reasons,
    collected.reason_count
from collected
inner join open_opportunities on collected.opportunity_id = open_opportunities.opportunity_id
left join last_touches on collected.opportunity_id = last_touches.opportunity_id
