{#-
Incremental staging: the cost follows the change. A model that starts with incremental_by_key() and filters its source
with touched_keys() recomputes every row of the keys that the new batches touch, whatever they bring (late versions,
deletes, a batch accepted after later ones), and replaces the rows of those keys. So it equals a full build; there is no
look-back window to be outlived. Worth it only where the full model costs more than the extra statements: see
docs/decisions/0005-dbt-and-two-engines.md.

A withdrawn or erased batch cannot be followed by its keys: then the build is full.
-#}
{% macro incremental_by_key() -%}
    {{ config(
        materialized='incremental' if target.type == 'duckdb' else 'table',
        incremental_strategy='delete+insert',
        unique_key='source_record_key',
        on_schema_change='fail',
    ) }}
{%- endmacro %}

{#- A where clause on a raw table: nothing in a full build, else the keys in the new batches of this entity. -#}
{% macro touched_keys(raw_table, key) -%}
    {%- if is_incremental() and not var('full') -%}
        {%- set entity = raw_table.identifier | replace('__', '.') -%}
        {%- set batches = [] -%}
        {%- for batch in var('new_batches') if batch.startswith(entity ~ '-') -%}
            {%- do batches.append("'" ~ batch ~ "'") -%}
        {%- endfor -%}
        {%- if batches -%}
    where {{ joined_text(key) if key | length > 1 else key[0] }} in (
        select {{ joined_text(key) if key | length > 1 else key[0] }}
        from {{ raw_table }}
        where _batch_id in ({{ batches | join(', ') }})
    )
        {%- else -%}
    where false
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
