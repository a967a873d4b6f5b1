{#-
The golden record: of everything that the records of one person or account say about an attribute the value that
survives, by the attribute's rule in seed survivorship.

`said` names a relation with the id, attribute, rule, said_value, is_fallback, system, entity, source_record_key, said_at
and, if `verifiable`, is_verified. Whatever the rule, a fallback counts only where nothing else is said. What the rule
leaves open is decided by how far the system is trusted (seed source_trust), then by the later change, then by the
record's key, so that the same records always give the same value.
-#}
{% macro surviving_values(said, id, verifiable=false) %}

select
    said.{{ id }},
    said.attribute,
    said.said_value as surviving_value,
    said.rule,
    said.source_record_key,
    said.system as source_system,
    said.said_at,
    {% if verifiable %}said.is_verified,{% endif %}
    cast(said.agreeing_records as bigint) as agreeing_record_count,
    cast(said.records as bigint) as record_count
from (
    select
        *,
        count(*) over (partition by {{ id }}, attribute, said_value) as agreeing_records,
        count(*) over (partition by {{ id }}, attribute) as records
    from {{ said }}
    where said_value is not null
) as said
left join {{ ref('source_trust') }} as trust on said.system = trust.system and said.entity = trust.entity
qualify
    row_number() over (
        partition by said.{{ id }}, said.attribute
        order by
            case when said.is_fallback then 1 else 0 end,
            case
                {% if verifiable %}when said.rule = 'verified first' and said.is_verified then 0{% endif %}
                when said.rule = 'most frequent' then -said.agreeing_records
                else 1
            end,
            case when said.rule = 'most recent' then said.said_at end desc nulls last,
            trust.trust_rank nulls last,
            said.said_at desc nulls last,
            said.source_record_key
    ) = 1

{% endmacro %}

{#- One row per person or account from its golden values, with a column for each of the attributes. -#}
{% macro golden_record(values, id, attributes) %}

select
    {{ id }}
    {%- for attribute in attributes %},
    max(case when attribute = '{{ attribute }}' then surviving_value end) as {{ attribute }}
    {%- endfor %}
from {{ values }}
group by {{ id }}

{% endmacro %}
