{#-
A build that starts from a release: the cost follows the change. What stands here is used by such a build only; a full
build (var full), and Spark, compute everything.

Staging. A model that starts with incremental_by_key() and filters its source
with touched_keys() recomputes every row of the keys that the new batches touch, whatever they bring (late versions,
deletes, a batch accepted after later ones), and replaces the rows of those keys. A model of an append entity reads
only the new rows (new_rows) and leaves out those whose key landed before (unless_landed_before). So both equal a full
build; there is no look-back window to be outlived. Snapshots are read whole: what the latest file lacks is gone.

Further down. The release before is attached as database `previous`. A model that starts with incremental_by_key()
computes the rows that may have changed, found by comparing with it (changed_rows, is_new, arrived_keys).

A withdrawn or erased batch cannot be followed by its keys: then the build is full.
-#}

{#-
The rows of the keys that the model finds replace those of the table. `replaces` is a condition on further rows of the
table that go: those that the model finds anew each time, or whose key is gone.
-#}
{% macro incremental_by_key(key='source_record_key', replaces=none) -%}
    {{ config(
        materialized='incremental' if target.type == 'duckdb' else 'table',
        unique_key=key,
        on_schema_change='fail',
        meta={'replaces': replaces} if replaces else {},
    ) }}
{%- endmacro %}

{#- A where clause on a raw table: nothing in a full build, else the keys in the new batches of this entity. -#}
{% macro touched_keys(raw_table, key) -%}
    {%- if builds_on_a_release() -%}
        {%- set quoted = [] -%}
        {%- for column in key -%}{%- do quoted.append(adapter.quote(column | replace('source.', ''))) -%}{%- endfor -%}
        {%- set wanted = joined_text(quoted) if quoted | length > 1 else quoted[0] -%}
    where {{ wanted }} in (
        select {{ wanted }} from {{ raw_table }}
        {{ new_rows(raw_table) }}
    )
    {%- endif -%}
{%- endmacro %}

{#-
A where clause on a raw table: nothing in a full build, else the rows of this entity's new batches. For append entities,
whose earlier rows never change; the model ends with unless_landed_before, which compares with what is there.
-#}
{% macro new_rows(raw_table) -%}
    {%- if builds_on_a_release() -%}
        {%- set entity = raw_table.identifier | replace('__', '.') -%}
        {%- set batches = [] -%}
        {%- for batch in var('new_batches') if batch.startswith(entity ~ '-') -%}
            {%- do batches.append("'" ~ batch ~ "'") -%}
        {%- endfor -%}
        {%- if batches -%}
    where _batch_id in ({{ batches | join(', ') }})
        {%- else -%}
    where false
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- A where clause on new rows: nothing in a full build, else without those whose key is there from an earlier row. -#}
{% macro unless_landed_before(rows) -%}
    {%- if builds_on_a_release() -%}
    where not exists (
        select 1 from {{ this }} as built
        where
            built.source_record_key = {{ rows }}.source_record_key
            and {{ landed_position('built.') }} < {{ landed_position(rows ~ '.') }}
    )
    {%- endif -%}
{%- endmacro %}

{#- Whether this model's rows of the release before are there and only what is new is computed. -#}
{% macro builds_on_a_release() -%}
    {{ return(is_incremental() and not var('full')) }}
{%- endmacro %}

{#- Keys of the rows that are not those of the release before, in either direction. A key may come twice. -#}
{% macro changed_rows(relation, key, columns) -%}
    {%- set listed = ([key] + columns) | join(', ') -%}
    select differing.{{ key }}
    from (
        (select {{ listed }} from {{ relation }} except select {{ listed }} from previous.{{ relation }})
        union all
        (select {{ listed }} from previous.{{ relation }} except select {{ listed }} from {{ relation }})
    ) as differing
{%- endmacro %}

{#-
A condition on rows of a staging table that keeps every row it was given: they came with a file that the release before
did not hold. (In raw, new_rows asks for the batches; here the batch is not known any more.)
-#}
{% macro is_new(relation, of='') -%}
    {{ of }}_landing_seq not in (select held._landing_seq from previous.{{ relation }} as held)
{%- endmacro %}

{#- Keys of the records of which something came with a file that the release before did not hold. -#}
{% macro arrived_keys(relation) -%}
    select arrived.source_record_key from {{ relation }} as arrived where {{ is_new(relation, 'arrived.') }}
{%- endmacro %}
