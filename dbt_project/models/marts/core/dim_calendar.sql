-- Days from 2015 to 2030. The fiscal year begins in the month var fiscal_year_start_month says and bears the number of
-- the calendar year in which it ends.

with days as (

    select
        series.calendar_date,
        cast(extract(year from calendar_date) as bigint) as calendar_year,
        cast(extract(month from calendar_date) as bigint) as calendar_month
    from {{ day_series("cast('2015-01-01' as date)", "cast('2030-12-31' as date)") }} as series

),

fiscal as (

    select
        *,
        {% set start = var('fiscal_year_start_month') | int %}
        calendar_year + case when {{ start }} > 1 and calendar_month >= {{ start }} then 1 else 0 end as fiscal_year,
        mod(calendar_month - {{ start }} + 12, 12) + 1 as fiscal_period
    from days

)

select
    calendar_date,
    calendar_year as year,
    cast(extract(quarter from calendar_date) as bigint) as quarter,
    calendar_month as month,
    cast(extract(week from calendar_date) as bigint) as iso_week,
    -- the year of the week's Thursday: the 30th of December may be in week 1 of the next year
    cast(extract(year from {{ add_days(week_start('calendar_date'), 3) }}) as bigint) as iso_year,
    {{ iso_weekday('calendar_date') }} as weekday,
    cast(fiscal_year as bigint) as fiscal_year,
    cast(
        case
            when fiscal_period <= 3 then 1
            when fiscal_period <= 6 then 2
            when fiscal_period <= 9 then 3
            else 4
        end as bigint
    ) as fiscal_quarter,
    cast(fiscal_period as bigint) as fiscal_period,
    calendar_date = {{ add_days(add_months(month_start('calendar_date'), 1), -1) }} as is_month_end
from fiscal
