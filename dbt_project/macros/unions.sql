{#-
The models that dbt_project.yml registers under a name (vars: registry), one below the other. Each must have the
canonical columns of that union, in any order; a new source is one model and one line in the registry.
-#}
{% macro union_registered(name, columns) -%}
    {%- set models = var('registry')[name] -%}
    {%- if execute and not models -%}
        {{ exceptions.raise_compiler_error("no model is registered for '" ~ name ~ "' (dbt_project.yml, registry)") }}
    {%- endif -%}
    {%- for model in models %}
    select {{ columns | join(', ') }} from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The same below a union that has models of its own: every registered model as one more branch, or nothing. -#}
{% macro and_registered(name, columns) -%}
    {%- for model in var('registry')[name] %}
    union all
    select {{ columns | join(', ') }} from {{ ref(model) }}
    {%- endfor %}
{%- endmacro %}
