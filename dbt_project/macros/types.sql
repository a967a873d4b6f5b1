{#-
Casts. DuckDB and Spark agree on the type names string, bigint, decimal(p,s), boolean, date and timestamp, so a plain
cast is portable where the value cannot be lost. These are for where it can: cast of .5 to an integer rounds on one
engine and cuts on the other, and text that is no number must become null on both.
-#}

{#- A number (or numeric text) as DECIMAL, rounded half away from zero; null when the text is no number. -#}
{% macro to_decimal(expression, precision=18, scale=2) -%}
    cast(round(try_cast({{ expression }} as decimal(38, 10)), {{ scale }}) as decimal({{ precision }}, {{ scale }}))
{%- endmacro %}

{#- A number (or numeric text) as BIGINT, rounded half away from zero; null when the text is no number. -#}
{% macro to_integer(expression) -%}
    cast(round(try_cast({{ expression }} as decimal(38, 10)), 0) as bigint)
{%- endmacro %}

{#- Text as it is. Timestamps print without trailing zeros of the second on both engines. -#}
{% macro to_text(expression) -%}
    cast({{ expression }} as string)
{%- endmacro %}

{#- The date of a date, a timestamp or ISO text; null when the text is no date. -#}
{% macro to_date(expression) -%}
    try_cast({{ expression }} as date)
{%- endmacro %}

{#- A timestamp (naive UTC) of a date, a timestamp or ISO text; null when the text is no time. -#}
{% macro to_timestamp(expression) -%}
    try_cast({{ expression }} as timestamp)
{%- endmacro %}

{#- A boolean of text such as true, false; null when it is neither. -#}
{% macro to_boolean(expression) -%}
    try_cast({{ expression }} as boolean)
{%- endmacro %}

{#- The run time as a timestamp: the build passes it, no model asks the clock. -#}
{% macro as_of() -%}
    cast('{{ var("as_of") }}' as timestamp)
{%- endmacro %}

{#- The run time's day. -#}
{% macro as_of_date() -%}
    cast('{{ var("as_of")[:10] }}' as date)
{%- endmacro %}
