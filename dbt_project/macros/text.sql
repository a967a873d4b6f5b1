{#- Lower case of the 26 Latin letters only: engines disagree on the rest, and identifiers have no need of it. -#}
{% macro lower_ascii(expression) -%}
    {{ return(adapter.dispatch('lower_ascii', 'tandem')(expression)) }}
{%- endmacro %}

{% macro default__lower_ascii(expression) -%}
    translate({{ expression }}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
{%- endmacro %}

{#- lower() is five times as quick as translate() there, and the same where every letter is one byte. -#}
{% macro duckdb__lower_ascii(expression) -%}
    case
        when strlen({{ expression }}) = length({{ expression }}) then lower({{ expression }})
        else {{ tandem.default__lower_ascii(expression) }}
    end
{%- endmacro %}

{#- Lower case, with one space around and between words and nothing else, so that "% head %" finds a word. -#}
{% macro as_words(expression) -%}
    {{ return(adapter.dispatch('as_words', 'tandem')(expression)) }}
{%- endmacro %}

{% macro default__as_words(expression) -%}
    ' ' || regexp_replace({{ lower_ascii(expression) }}, '[ ,./&()-]+', ' ') || ' '
{%- endmacro %}

{% macro duckdb__as_words(expression) -%}
    ' ' || regexp_replace({{ lower_ascii(expression) }}, '[ ,./&()-]+', ' ', 'g') || ' '
{%- endmacro %}

{#- An e-mail address for comparing: trimmed, lower case; null without text on both sides of one "@". -#}
{% macro email_normalised(expression) -%}
    case
        when trim({{ expression }}) like '_%@_%' and trim({{ expression }}) not like '%@%@%'
            then {{ lower_ascii('trim(' ~ expression ~ ')') }}
    end
{%- endmacro %}

{#- The domain of an e-mail address, lower case. -#}
{% macro email_domain(expression) -%}
    split_part({{ email_normalised(expression) }}, '@', 2)
{%- endmacro %}

{#- Only the digits of a text; null when there are none. -#}
{% macro digits_only(expression) -%}
    {{ return(adapter.dispatch('digits_only', 'tandem')(expression)) }}
{%- endmacro %}

{% macro default__digits_only(expression) -%}
    nullif(regexp_replace({{ expression }}, '[^0-9]', ''), '')
{%- endmacro %}

{% macro duckdb__digits_only(expression) -%}
    nullif(regexp_replace({{ expression }}, '[^0-9]', '', 'g'), '')
{%- endmacro %}

{#- The end of a telephone number given as digits: what stays the same with and without the country's code. -#}
{% macro phone_ending(digits) -%}
    right({{ digits }}, 8)
{%- endmacro %}

{#-
First match of a regular expression's group, null when there is none. Keep to what RE2 and Java share, and write
[0-9], never a backslash class: Spark reads backslashes in a literal.
-#}
{% macro regex_group(expression, pattern, group=1) -%}
    nullif(regexp_extract({{ expression }}, '{{ pattern }}', {{ group }}), '')
{%- endmacro %}

{#- Value of one parameter of a link's query, as written (percent signs are not decoded); null when absent. -#}
{% macro url_parameter(expression, name) -%}
    {{ regex_group(expression, '[?&]' ~ name ~ '=([^&#]*)') }}
{%- endmacro %}

{#- Host of a link or web-site field, lower case, without "www."; null when there is none. -#}
{% macro url_host(expression) -%}
    {{ regex_group(lower_ascii('trim(' ~ expression ~ ')'), '^(?:[a-z]+://)?(?:www[.])?([^/:?#@ ]+[.][a-z]+)', 1) }}
{%- endmacro %}

{#- Text value of one key of a JSON object column (such as _extra); null when absent. -#}
{% macro json_text(column, key) -%}
    {{ return(adapter.dispatch('json_text', 'tandem')(column, key)) }}
{%- endmacro %}

{% macro default__json_text(column, key) -%}
    get_json_object({{ column }}, '$["{{ key }}"]')
{%- endmacro %}

{% macro spark__json_text(column, key) -%}
    get_json_object({{ column }}, "$['{{ key }}']")
{%- endmacro %}

{% macro duckdb__json_text(column, key) -%}
    json_extract_string({{ column }}, '$."{{ key }}"')
{%- endmacro %}

{#- The distinct non-null values of a group in their own order, joined; null when there are none. -#}
{% macro text_list(expression, delimiter=';') -%}
    {{ return(adapter.dispatch('text_list', 'tandem')(expression, delimiter)) }}
{%- endmacro %}

{% macro default__text_list(expression, delimiter) -%}
    nullif(array_join(array_sort(collect_set({{ expression }})), '{{ delimiter }}'), '')
{%- endmacro %}

{% macro duckdb__text_list(expression, delimiter) -%}
    string_agg(distinct {{ expression }}, '{{ delimiter }}' order by {{ expression }})
{%- endmacro %}

{#-
The values of a group in the order of another column, joined; null values are left out. `order_by` is one expression
whose values are distinct within the group.
-#}
{% macro text_list_ordered(expression, order_by, delimiter=';') -%}
    {{ return(adapter.dispatch('text_list_ordered', 'tandem')(expression, order_by, delimiter)) }}
{%- endmacro %}

{% macro default__text_list_ordered(expression, order_by, delimiter) -%}
    nullif(array_join(transform(
        array_sort(collect_list(
            case when {{ expression }} is not null
                then named_struct('position', {{ order_by }}, 'value', {{ expression }})
            end
        )),
        pair -> pair.value
    ), '{{ delimiter }}'), '')
{%- endmacro %}

{% macro duckdb__text_list_ordered(expression, order_by, delimiter) -%}
    string_agg({{ expression }}, '{{ delimiter }}' order by {{ order_by }})
{%- endmacro %}

{#- One row per piece of a delimited text: a lateral join that adds `alias.piece` (trimmed, never empty). -#}
{% macro split_rows(relation_alias, expression, delimiter=';', alias='pieces') -%}
    {{ return(adapter.dispatch('split_rows', 'tandem')(relation_alias, expression, delimiter, alias)) }}
{%- endmacro %}

{% macro default__split_rows(relation_alias, expression, delimiter, alias) -%}
    lateral view explode(split({{ expression }}, '{{ delimiter }}')) {{ alias }} as piece
{%- endmacro %}

{% macro duckdb__split_rows(relation_alias, expression, delimiter, alias) -%}
    cross join unnest(string_split({{ expression }}, '{{ delimiter }}')) as {{ alias }} (piece)
{%- endmacro %}
