{#-
How a model becomes a table or a view of a DuckDB candidate: one statement, in place.

The adapter's own materialisations build beside the old relation and swap by renaming, because readers may be looking.
Nobody reads a candidate before it is released, and a build that stops discards it; without the swap, its backup and
its transactions a small model costs half. Contracts, columns and their order stay the adapter's.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- do drop_other_kind(target_relation) -%}
    {%- call statement('main', auto_begin=False) -%}
        drop table if exists {{ target_relation }};
        {{ create_table_as(False, target_relation, sql) }}
    {%- endcall -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb', supported_languages=['sql'] %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {%- do drop_other_kind(target_relation) -%}
    {%- call statement('main', auto_begin=False) -%}
        drop view if exists {{ target_relation }};
        {{ create_view_as(target_relation, sql) }}
    {%- endcall -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#- What is replaced: see incremental_by_key. The temporary table is the connection's and ends with it. -#}
{% materialization incremental, adapter='duckdb', supported_languages=['sql'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set found = make_temp_relation(target_relation).include(database=false, schema=false) -%}
    {%- do drop_other_kind(target_relation) -%}
    {%- call statement('main', auto_begin=False) -%}
        {%- if is_incremental() -%}
            create or replace temporary table {{ found }} as (
                {{ sql }}
            );
            delete from {{ target_relation }}
            where
                {{ config.require('unique_key') }} in (select {{ config.require('unique_key') }} from {{ found }})
                {%- if config.get('meta', {}).get('replaces') %} or {{ config.get('meta').replaces }}{% endif %};
            insert into {{ target_relation }} by name select * from {{ found }};
            drop table {{ found }}
        {%- else -%}
            drop table if exists {{ target_relation }};
            {{ create_table_as(False, target_relation, sql) }}
        {%- endif -%}
    {%- endcall -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#- A model that was a view and is a table now, or the reverse. -#}
{% macro drop_other_kind(relation) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none and existing.type != relation.type -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
{%- endmacro %}
