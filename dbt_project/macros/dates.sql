{#-
Date arithmetic without intervals. DuckDB 1.5 and 2.0 merge constants that compare equal, and `30 days` equals
`1 month`: two such sums in one statement return the same value. Months are the only interval here; days and shorter
units are added as whole numbers. tests/dbt/test_macros.py holds this; models must not write `interval` themselves.
-#}

{#- Override of dbt.dateadd on DuckDB for the reason above; returns a TIMESTAMP as dbt's own does. -#}
{% macro duckdb__dateadd(datepart, interval, from_date_or_timestamp) -%}
    {%- set months = {'month': 1, 'quarter': 3, 'year': 12} -%}
    {%- set micros = {'microsecond': 1, 'millisecond': 1000, 'second': 1000000, 'minute': 60000000,
                      'hour': 3600000000, 'day': 86400000000, 'week': 604800000000} -%}
    {%- set unit = datepart | lower -%}
    {%- if unit in months -%}
    (
        to_months(cast(({{ interval }}) * {{ months[unit] }} as integer))
        + cast({{ from_date_or_timestamp }} as timestamp)
    )
    {%- elif unit in micros -%}
    make_timestamp(
        epoch_us(cast({{ from_date_or_timestamp }} as timestamp)) + cast({{ interval }} as bigint) * {{ micros[unit] }}
    )
    {%- else -%}
    {{ exceptions.raise_compiler_error("dateadd does not know the unit '" ~ datepart ~ "'") }}
    {%- endif -%}
{%- endmacro %}

{#- Override of dbt.dateadd on Spark: dbt's own loses the fraction of the second. -#}
{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) -%}
    timestampadd({{ datepart }}, cast({{ interval }} as int), cast({{ from_date_or_timestamp }} as timestamp))
{%- endmacro %}

{#- A DATE so many days later. -#}
{% macro add_days(date_expression, days) -%}
    {{ return(adapter.dispatch('add_days', 'tandem')(date_expression, days)) }}
{%- endmacro %}

{% macro default__add_days(date_expression, days) -%}
    date_add(cast({{ date_expression }} as date), cast({{ days }} as int))
{%- endmacro %}

{% macro duckdb__add_days(date_expression, days) -%}
    (cast({{ date_expression }} as date) + cast({{ days }} as integer))
{%- endmacro %}

{#- A DATE so many months later; the 31st becomes the last day of a shorter month. -#}
{% macro add_months(date_expression, months) -%}
    {{ return(adapter.dispatch('add_months', 'tandem')(date_expression, months)) }}
{%- endmacro %}

{% macro default__add_months(date_expression, months) -%}
    add_months(cast({{ date_expression }} as date), cast({{ months }} as int))
{%- endmacro %}

{% macro duckdb__add_months(date_expression, months) -%}
    cast(to_months(cast({{ months }} as integer)) + cast({{ date_expression }} as date) as date)
{%- endmacro %}

{#- A TIMESTAMP so many seconds later. -#}
{% macro add_seconds(timestamp_expression, seconds) -%}
    {{ return(adapter.dispatch('add_seconds', 'tandem')(timestamp_expression, seconds)) }}
{%- endmacro %}

{% macro default__add_seconds(timestamp_expression, seconds) -%}
    timestamp_micros(
        unix_micros(cast({{ timestamp_expression }} as timestamp)) + cast({{ seconds }} as bigint) * 1000000
    )
{%- endmacro %}

{% macro duckdb__add_seconds(timestamp_expression, seconds) -%}
    {{ duckdb__dateadd('second', seconds, timestamp_expression) }}
{%- endmacro %}

{#- Days from one date to another as BIGINT (calendar days; times of day do not count). -#}
{% macro date_diff_days(start, finish) -%}
    {{ return(adapter.dispatch('date_diff_days', 'tandem')(start, finish)) }}
{%- endmacro %}

{% macro default__date_diff_days(start, finish) -%}
    cast(datediff(cast({{ finish }} as date), cast({{ start }} as date)) as bigint)
{%- endmacro %}

{% macro duckdb__date_diff_days(start, finish) -%}
    cast(cast({{ finish }} as date) - cast({{ start }} as date) as bigint)
{%- endmacro %}

{#- Whole seconds from one timestamp to another as BIGINT, rounded down. -#}
{% macro date_diff_seconds(start, finish) -%}
    {{ return(adapter.dispatch('date_diff_seconds', 'tandem')(start, finish)) }}
{%- endmacro %}

{% macro default__date_diff_seconds(start, finish) -%}
    cast(floor(
        (unix_micros(cast({{ finish }} as timestamp)) - unix_micros(cast({{ start }} as timestamp)))
        / cast(1000000 as decimal(8, 0))
    ) as bigint)
{%- endmacro %}

{% macro duckdb__date_diff_seconds(start, finish) -%}
    cast(floor(
        (epoch_us(cast({{ finish }} as timestamp)) - epoch_us(cast({{ start }} as timestamp))) / 1000000
    ) as bigint)
{%- endmacro %}

{#- Hours from one timestamp to another as DECIMAL(18,2). -#}
{% macro date_diff_hours(start, finish) -%}
    {{ safe_divide(date_diff_seconds(start, finish), 3600, scale=2) }}
{%- endmacro %}

{#- Calendar months from one date to another as BIGINT: 31 January to 1 February is one. -#}
{% macro date_diff_months(start, finish) -%}
    cast(
        (extract(year from {{ finish }}) - extract(year from {{ start }})) * 12
        + extract(month from {{ finish }}) - extract(month from {{ start }}) as bigint
    )
{%- endmacro %}

{#- First day of the month, quarter or (Monday) week as DATE. -#}
{% macro month_start(expression) -%}
    cast(date_trunc('month', {{ expression }}) as date)
{%- endmacro %}

{% macro quarter_start(expression) -%}
    cast(date_trunc('quarter', {{ expression }}) as date)
{%- endmacro %}

{% macro week_start(expression) -%}
    cast(date_trunc('week', {{ expression }}) as date)
{%- endmacro %}

{#- Monday = 1 ... Sunday = 7, as BIGINT. -#}
{% macro iso_weekday(expression) -%}
    {{ return(adapter.dispatch('iso_weekday', 'tandem')(expression)) }}
{%- endmacro %}

{% macro default__iso_weekday(expression) -%}
    cast(weekday(cast({{ expression }} as date)) + 1 as bigint)
{%- endmacro %}

{% macro duckdb__iso_weekday(expression) -%}
    cast(isodow(cast({{ expression }} as date)) as bigint)
{%- endmacro %}

{#- One row (calendar_date) per day from first to last, both DATE expressions, both included. A table expression. -#}
{% macro day_series(first, last) -%}
    {{ return(adapter.dispatch('day_series', 'tandem')(first, last)) }}
{%- endmacro %}

{% macro default__day_series(first, last) -%}
    (select explode(sequence({{ first }}, {{ last }})) as calendar_date)
{%- endmacro %}

{% macro duckdb__day_series(first, last) -%}
    (
        select {{ first }} + cast(series.day_no as integer) as calendar_date
        from range(0, cast({{ last }} - {{ first }} as bigint) + 1) as series (day_no)
    )
{%- endmacro %}
