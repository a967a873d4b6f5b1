{#-
Salesforce activities refer to "who" and "what" by one id for several objects; its first three characters say which
(003 contact, 00Q lead, 001 account, 006 opportunity).
-#}
{% macro salesforce_who_record_key(who_id) -%}
    case substr({{ who_id }}, 1, 3)
        when '003' then 'salesforce.contact:' || {{ who_id }}
        when '00Q' then 'salesforce.lead:' || {{ who_id }}
    end
{%- endmacro %}

{% macro salesforce_what_opportunity_id(what_id) -%}
    case when substr({{ what_id }}, 1, 3) = '006' then 'salesforce:' || {{ what_id }} end
{%- endmacro %}

{% macro salesforce_what_account_record_key(what_id, account_id) -%}
    'salesforce.account:' || coalesce({{ account_id }}, case when substr({{ what_id }}, 1, 3) = '001' then {{ what_id }} end)
{%- endmacro %}
