{#-
How far a cohort's count of a stage can be trusted (columns <stage>, <stage>_inferred, <stage>_undated beside it):
'not measurable' when the stage's recording began after the cohort's month or never, 'partly inferred' when some of the
people counted have no recorded entry, else 'recorded'.
-#}
{% macro funnel_evidence(stage, recorded_from) -%}
    case
        when {{ recorded_from }} is null or cohort_month is null or cohort_month < {{ recorded_from }} then 'not measurable'
        when {{ stage }}_inferred + {{ stage }}_undated > 0 then 'partly inferred'
        else 'recorded'
    end
{%- endmacro %}
