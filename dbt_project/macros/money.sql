{#-
An amount at a rate as DECIMAL(18,2), rounded half away from zero; null when either is missing. 19 and 18 digits: a
product of 37 is exact on both engines (DuckDB overflows at 18 by 18, Spark cuts the scale beyond 38).
-#}
{% macro in_reporting_currency(amount, fx_rate) -%}
    cast(round(cast({{ amount }} as decimal(19, 6)) * cast({{ fx_rate }} as decimal(18, 8)), 2) as decimal(18, 2))
{%- endmacro %}

{#- Join condition: the rate of a currency on or last before a day (int_fx_rates has one interval per price). -#}
{% macro fx_rate_on(rates, currency, day) -%}
    {{ currency }} = {{ rates }}.currency and {{ day }} >= {{ rates }}.valid_from_on and {{ day }} < {{ rates }}.valid_to_on
{%- endmacro %}
