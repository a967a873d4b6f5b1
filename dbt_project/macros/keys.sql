{#- The key of a source record: '<system>.<entity>:' and the key columns as text, joined by '|'. -#}
{% macro source_record_key(entity, columns) -%}
    '{{ entity }}:' || {{ joined_text(columns) }}
{%- endmacro %}

{#- The same key made from a foreign key; null when the reference is. -#}
{% macro source_record_reference(entity, column) -%}
    '{{ entity }}:' || cast({{ column }} as string)
{%- endmacro %}

{#- md5 of the columns as text, joined by '|'; a null counts as empty text. The same on both engines. -#}
{% macro surrogate_key(columns) -%}
    md5({{ joined_text(columns) }})
{%- endmacro %}

{% macro joined_text(columns) -%}
    {%- for column in columns -%}
        coalesce(cast({{ column }} as string), ''){{ " || '|' || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
