{#- Schemas are layers (`staging`, `core`, ...), the same in every target: the configured name as it is. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
