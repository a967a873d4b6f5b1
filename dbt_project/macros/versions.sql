{#-
Version columns of an upsert entity, computed over every delivered row of a key:

_landing_seq, _row_number   where the row came from; the last tie-break, so the order is total
is_deleted                  what the source's delete flag says about this version
valid_from, valid_to        from this version's time to the next one's, [from, to); valid_from is null when the
                            source does not say when it changed. Two versions of one moment give an empty interval.
version_no                  1, 2, ... in the order of versions: version columns (missing counts lowest), then landing
is_current                  whether it is the last version

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
        cast(row_number() over ({{ window }}) as bigint) as version_no,
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
        cast(row_number() over ({{ window }}) as bigint) as version_no,
        max(_landing_seq) over (partition by {{ key | join(', ') }}) < max(_landing_seq) over () as is_deleted,
        cast(null as timestamp) as valid_from,
        cast(null as timestamp) as valid_to,
        lead(_row_number) over ({{ window }}) is null as is_current
{%- endmacro %}

{#-
Rows of an append entity: the first one that landed wins, a repeated key is a repeated delivery. A semi-join on where
the row landed, because a window would carry every column of every row.
-#}
{% macro first_of_key(key) -%}
    where {{ landed_position() }} in (
        select min({{ landed_position() }}) from source group by {{ key | join(', ') }}
    )
{%- endmacro %}

{#- Where a row landed as one number: landing sequence, then row (files have fewer than ten thousand million rows). -#}
{% macro landed_position(of='') -%}
    {{ of }}_landing_seq * 10000000000 + {{ of }}_row_number
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

{#-
One row per record of a `__versions` model, deleted records included, for identity. The columns are those of the last
version that was not deleted: what a deleted record said still says who it was, so that a deletion neither renames nor
splits anybody (nothing but matching may use it). Added: is_deleted of the record, and where it first landed, which is
the anchor of ids and never changes with what comes later. touched: a query of the keys of the records wanted, else all.
-#}
{% macro known_records(relation, columns, touched=none) -%}
    select
        source_record_key,
        {{ columns | join(', ') }},
        max(is_current and versions.is_deleted) over (partition by source_record_key) as is_deleted,
        {{ first_landed() }}
    from {{ relation }} as versions
    {%- if touched %}
    where source_record_key in ({{ touched }})
    {%- endif %}
    qualify row_number() over (partition by source_record_key order by versions.is_deleted, version_no desc) = 1
{%- endmacro %}

{#-
One row per record of a `__versions` model that was ever there, with the weeks in which one of the columns changed: their
Mondays as text, joined by ';', null if none ever did. Only versions that are not deleted count, and only those that
the source dates later than the one before (modified_at): the others are backfills. touched: as in known_records.
-#}
{% macro edited_weeks(relation, columns, touched=none) -%}
    select
        source_record_key,
        {{ text_list(
            'case when says <> said and modified_at > modified_before then cast(' ~ week_start('modified_at')
            ~ ' as string) end'
        ) }} as edited_weeks
    from (
        select
            source_record_key,
            modified_at,
            says,
            lag(says) over (partition by source_record_key order by version_no) as said,
            lag(modified_at) over (partition by source_record_key order by version_no) as modified_before
        from (
            select
                source_record_key,
                modified_at,
                version_no,
                {{ joined_text(columns) }} as says
            from {{ relation }}
            where
                not is_deleted
                {%- if touched %}
                and source_record_key in ({{ touched }})
                {%- endif %}
        ) as living
    ) as compared
    group by source_record_key
{%- endmacro %}

{#- Landing sequence and row of the earliest delivered row of each source record. -#}
{% macro first_landed(key='source_record_key') -%}
        first_value(_landing_seq) over (
            partition by {{ key }} order by _landing_seq, _row_number
        ) as first_landing_seq,
        first_value(_row_number) over (
            partition by {{ key }} order by _landing_seq, _row_number
        ) as first_row_number
{%- endmacro %}

{#-
References from one system's records to another's, as identity cross-references: those the current version holds
(a deleted record's included), decided when a version first said so.
-#}
{% macro references(relation, column, entity, rule) -%}
    select
        source_record_key as source_record_key_a,
        '{{ entity }}:' || {{ column }} as source_record_key_b,
        '{{ rule }}' as rule,
        min(valid_from) as decided_at
    from {{ relation }}
    where {{ column }} is not null
    group by source_record_key, {{ column }}
    having max(case when is_current then 1 else 0 end) = 1
{%- endmacro %}

{#-
Rows of an upsert entity whose history nobody reads: the last version of each key, left out if it is deleted. The order
is that of version_columns.
-#}
{% macro latest_of_key(key, version, deleted=none) -%}
    qualify
        row_number() over (
            partition by {{ key | join(', ') }}
            order by
                {% for column in version %}{{ column }} desc nulls last, {% endfor %}_landing_seq desc, _row_number desc
        ) = 1
        {%- if deleted %}
        and not coalesce({{ deleted }}, false)
        {%- endif %}
{%- endmacro %}
