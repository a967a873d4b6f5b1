-- The numbers that both departments report by month, from the first month of which a number is known to that of the run
-- time. A month without an event has a zero; a month before the first has no row, because nobody kept count then.

with stages as (

    select
        entries.person_id,
        entries.stage,
        min(entries.entered_at) as entered_at
    from {{ ref('fct_lifecycle_stage') }} as entries
    inner join {{ ref('dim_person') }} as persons
        on entries.person_id = persons.person_id and not persons.is_employee and not persons.is_test_record
    where entries.stage in ('lead', 'mql', 'accepted') and entries.entered_at is not null
    group by entries.person_id, entries.stage

),

counted as (

    select
        {{ month_start('entered_at') }} as month_start,
        case stage when 'lead' then 'leads' when 'mql' then 'mqls' else 'accepted leads' end as number_name,
        cast(count(*) as decimal(18, 2)) as number_value
    from stages
    group by {{ month_start('entered_at') }}, stage

    union all

    select
        {{ month_start('created_on') }},
        'opportunities created',
        cast(count(*) as decimal(18, 2))
    from {{ ref('fct_opportunity') }}
    where created_on is not null
    group by {{ month_start('created_on') }}

    union all

    select
        {{ month_start('closed_on') }},
        'opportunities won',
        cast(count(*) as decimal(18, 2))
    from {{ ref('fct_opportunity') }}
    where is_won and closed_on is not null
    group by {{ month_start('closed_on') }}

    union all

    select
        {{ month_start('closed_on') }},
        'won amount',
        {{ sum_decimal('amount') }}
    from {{ ref('fct_opportunity') }}
    where is_won and closed_on is not null
    group by {{ month_start('closed_on') }}

    union all

    select
        {{ month_start('spend_date') }},
        'ad spend',
        {{ sum_decimal('spend_amount') }}
    from {{ ref('fct_ad_spend') }}
    group by {{ month_start('spend_date') }}

),

first_months as (

    select
        number_name,
        min(month_start) as month_start
    from counted
    group by number_name

),

months as (

    select distinct {{ month_start('calendar_date') }} as month_start
    from {{ ref('dim_calendar') }}
    where calendar_date <= {{ as_of_date() }}

)

select
    months.month_start,
    first_months.number_name,
    coalesce(counted.number_value, 0) as number_value
from first_months
inner join months on first_months.month_start <= months.month_start
left join counted
    on first_months.number_name = counted.number_name and months.month_start = counted.month_start
