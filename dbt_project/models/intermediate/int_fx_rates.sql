-- Prices of one unit of a currency in the reporting currency, each valid from its day until the next priced day.
-- A day without a price takes the one before it. Where only the opposite direction is priced, its reciprocal counts.

with direct as (

    select
        rate_on,
        from_currency as currency,
        fx_rate,
        1 as preference
    from {{ ref('stg_finance__fx_rates') }}
    where to_currency = '{{ var("reporting_currency") }}'

),

reciprocal as (

    select
        rate_on,
        to_currency as currency,
        {{ safe_divide('1', 'fx_rate', scale=8, input_scale=8) }} as fx_rate,
        2 as preference
    from {{ ref('stg_finance__fx_rates') }}
    where from_currency = '{{ var("reporting_currency") }}'

),

one_per_day as (

    select
        rate_on,
        currency,
        fx_rate
    from (
        select * from direct
        union all
        select * from reciprocal
    ) as rates
    where currency <> '{{ var("reporting_currency") }}' and fx_rate > 0
    qualify row_number() over (partition by currency, rate_on order by preference) = 1

),

intervals as (

    select
        currency,
        rate_on as valid_from_on,
        coalesce(
            lead(rate_on) over (partition by currency order by rate_on), cast('9999-12-31' as date)
        ) as valid_to_on,
        cast(fx_rate as decimal(18, 8)) as fx_rate
    from one_per_day

),

reporting_currency as (

    select
        '{{ var("reporting_currency") }}' as currency,
        cast('1900-01-01' as date) as valid_from_on,
        cast('9999-12-31' as date) as valid_to_on,
        cast(1 as decimal(18, 8)) as fx_rate

)

select * from intervals
union all
select * from reporting_currency
