-- The stage that an opportunity's history ends with is the stage it is in.
select opportunities.opportunity_id
from {{ ref('fct_opportunity') }} as opportunities
inner join {{ ref('fct_opportunity_stage') }} as stays
    on opportunities.opportunity_id = stays.opportunity_id and stays.is_current
where opportunities.stage <> stays.stage
