{#-
numerator / denominator as DECIMAL(18, scale), rounded half away from zero; null when the denominator is null or zero.

Exact on both engines: DuckDB's DECIMAL division returns a DOUBLE, so there the quotient is taken with whole numbers.
Both operands are read as DECIMAL(18, input_scale): counts and money need 4, exchange rates 8.
-#}
{% macro safe_divide(numerator, denominator, scale=4, input_scale=4) -%}
    {{ return(adapter.dispatch('safe_divide', 'tandem')(numerator, denominator, scale, input_scale)) }}
{%- endmacro %}

{% macro default__safe_divide(numerator, denominator, scale, input_scale) -%}
    cast(
        round(
            cast({{ numerator }} as decimal(18, {{ input_scale }}))
            / nullif(cast({{ denominator }} as decimal(18, {{ input_scale }})), 0), {{ scale }}
        ) as decimal(18, {{ scale }})
    )
{%- endmacro %}

{% macro duckdb__safe_divide(numerator, denominator, scale, input_scale) -%}
    {%- set whole = 10 ** input_scale -%}
    {%- set n -%}cast(cast({{ numerator }} as decimal(38, {{ input_scale }})) * {{ whole }} as hugeint){%- endset -%}
    {%- set d -%}cast(cast({{ denominator }} as decimal(38, {{ input_scale }})) * {{ whole }} as hugeint){%- endset -%}
    cast(
        cast(
            sign({{ n }}) * sign({{ d }})
            * ((2 * abs({{ n }}) * {{ 10 ** scale }} + abs({{ d }})) // nullif(2 * abs({{ d }}), 0))
            as decimal(18, 0)
        ) * cast({{ '0.' ~ '0' * (scale - 1) ~ '1' if scale else '1' }} as decimal({{ scale + 1 }}, {{ scale }}))
        as decimal(18, {{ scale }})
    )
{%- endmacro %}

{#- Average of a DECIMAL or whole-number column as DECIMAL(18, scale); null over no rows. `filter` is a condition. -#}
{% macro average(expression, scale=2, filter=none) -%}
    {%- set only = ' filter (where ' ~ filter ~ ')' if filter else '' -%}
    {{ safe_divide('sum(' ~ expression ~ ')' ~ only, 'count(' ~ expression ~ ')' ~ only, scale) }}
{%- endmacro %}

{#- Sum with a fixed type (a DECIMAL sum's own type differs by engine); zero over no rows. -#}
{% macro sum_decimal(expression, precision=18, scale=2, filter=none) -%}
    cast(
        coalesce(sum({{ expression }}){% if filter %} filter (where {{ filter }}){% endif %}, 0)
        as decimal({{ precision }}, {{ scale }})
    )
{%- endmacro %}

{#- How many rows meet a condition, as BIGINT. -#}
{% macro count_if(condition) -%}
    cast(count(case when {{ condition }} then 1 end) as bigint)
{%- endmacro %}

{#- Whether any row of the group meets a condition; false over no rows. -#}
{% macro any_true(condition) -%}
    coalesce(max(case when {{ condition }} then 1 else 0 end), 0) = 1
{%- endmacro %}
