{#-
Override of ref: the relation without its database. A view then reads `staging.x` of whatever file holds it, so that it
outlives the copy from a candidate (warehouse.duckdb) to a release (restricted.duckdb) and back.
-#}
{% macro ref() -%}
    {{ return(builtins.ref(*varargs, **kwargs).include(database=false)) }}
{%- endmacro %}
