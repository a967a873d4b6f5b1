-- Open opportunities that somebody should look at, each with every reason. Sales touched an opportunity with a touch of
-- one of its people or with one that names it; one that nobody touched has 30 days from its creation.

with open_opportunities as (

    select *
    from {{ ref('fct_opportunity') }}
    where not is_closed

),

sales_touches as (

    select
        person_id,
        opportunity_id,
        occurred_at
    from {{ ref('fct_touch') }}
    where is_human and department = 'sales'

),

touched as (

    select
        people.opportunity_id,
        sales_touches.occurred_at
    from {{ ref('fct_opportunity_contact') }} as people
    inner join sales_touches on people.person_id = sales_touches.person_id

    union all

    select
        opportunity_id,
        occurred_at
    from sales_touches
    where opportunity_id is not null

),

last_touches as (

    select
        opportunity_id,
        max(occurred_at) as last_touch_at
    from touched
    group by opportunity_id

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
    left join last_touches on open_opportunities.opportunity_id = last_touches.opportunity_id
    where
        {{ date_diff_days('coalesce(last_touches.last_touch_at, open_opportunities.created_at)', as_of_date()) }} > 30

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
