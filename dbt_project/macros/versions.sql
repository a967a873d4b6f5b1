{#-
Version columns of an upsert entity, computed over every delivered row of a key:

_landing_seq, _row_number   where the row came from; the last tie-break, so the order is total
is_deleted                  what the source's delete flag says about this version
valid_from, valid_to        from this version's time to the next one's, [from, to); valid_from is null when the
                            source does not say when it changed. Two versions of one moment give an empty interval.
is_current                  the last version: highest version columns (missing counts lowest), then latest landed

key, version: raw column names in the contract's order. Out-of-order deliveries therefore end in the same state.
-#}
{% macro version_columns(key, version, deleted=none) -%}
    {%- set moment = 'coalesce(' ~ version | join(', ') ~ ')' if version | length > 1 else version[0] -%}
    {%- set window -%}
    partition by {{ key | join(', ') }}
    order by {{ version | join(' nulls first, ') }} nulls first, _landing_seq, _row_number
    {%- endset -%}
        _landing_seq,
        _row_number,
        {{ 'coalesce(' ~ deleted ~ ', false)' if deleted else 'false' }} as is_deleted,
        {{ moment }} as valid_from,
        lead({{ moment }}) over ({{ window }}) as valid_to,
        lead(_row_number) over ({{ window }}) is null as is_current
{%- endmacro %}

{#-
Version columns of a snapshot entity (each delivery is the whole table): a key that the latest delivery lacks is
deleted. The files carry no time of their own, so valid_from and valid_to are null.
-#}
{% macro snapshot_version_columns(key) -%}
    {%- set window -%} partition by {{ key | join(', ') }} order by _landing_seq, _row_number {%- endset -%}
        _landing_seq,
        _row_number,
        max(_landing_seq) over (partition by {{ key | join(', ') }}) < max(_landing_seq) over () as is_deleted,
        cast(null as timestamp) as valid_from,
        cast(null as timestamp) as valid_to,
        lead(_row_number) over ({{ window }}) is null as is_current
{%- endmacro %}

{#- Rows of an append entity: the first one that landed wins, a repeated key is a repeated delivery. -#}
{% macro first_of_key(key) -%}
    qualify row_number() over (partition by {{ key | join(', ') }} order by _landing_seq, _row_number) = 1
{%- endmacro %}

{#- Rows of a snapshot entity: those of the latest delivery, the last one where a key repeats in it. -#}
{% macro latest_snapshot(key) -%}
    qualify
        _landing_seq = max(_landing_seq) over ()
        and row_number() over (partition by {{ key | join(', ') }} order by _landing_seq desc, _row_number desc) = 1
{%- endmacro %}

{#-
A whole model: the current state of a `__versions` model, that is the last version of each record unless that one is
deleted. A view, because the filter costs nothing.
-#}
{% macro current_versions(relation) -%}
    {{ config(materialized='view') }}
    select * from {{ relation }} where is_current and not is_deleted
{%- endmacro %}
