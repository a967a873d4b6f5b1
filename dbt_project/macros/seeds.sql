{#-
Override for Spark: dbt-spark's session method writes an empty cell as the text 'None'. Values are written as literals;
seeds are our own short lists.
-#}
{% macro spark__load_csv_rows(model, agate_table) %}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set sql -%}
    insert into {{ this.render() }} values
    {% for row in agate_table.rows -%}
    (
        {%- for column in agate_table.column_names -%}
            {%- set type = types.get(column, adapter.convert_type(agate_table, loop.index0)) -%}
            {%- set value = row[loop.index0] -%}
            {%- if value is none -%}
            cast(null as {{ type }})
            {%- else -%}
            cast('{{ value | string | replace("\\", "\\\\") | replace("'", "\\'") }}' as {{ type }})
            {%- endif -%}
            {{ ', ' if not loop.last }}
        {%- endfor -%}
    ){{ ',' if not loop.last }}
    {% endfor %}
    {%- endset -%}
    {% do adapter.add_query(sql, abridge_sql_log=True) %}
    {{ return(sql) }}
{% endmacro %}
