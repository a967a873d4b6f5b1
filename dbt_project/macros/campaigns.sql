{#-
The utm_campaign inside a link, a list of links or Meta's link tags (JSON with "key" and "value"), as written; null when
there is none. Codes are letters, digits and . _ ~ % + - by the rules for links.
-#}
{% macro utm_campaign_in(expression) -%}
    coalesce(
        {{ regex_group(expression, '"utm_campaign" *, *"value" *: *"([^"]*)"') }},
        {{ regex_group(expression, 'utm_campaign=([A-Za-z0-9._~%+-]+)') }}
    )
{%- endmacro %}
