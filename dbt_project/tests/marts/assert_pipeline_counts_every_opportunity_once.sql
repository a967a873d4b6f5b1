-- The pipeline adds up to the opportunities, in number and in value.
select
    pipeline.opportunity_count,
    opportunities.opportunity_count as expected_count
from (
    select
        coalesce(sum(opportunity_count), 0) as opportunity_count,
        coalesce(sum(amount), 0) as amount
    from {{ ref('pipeline') }}
) as pipeline
cross join (
    select
        count(*) as opportunity_count,
        coalesce(sum(amount), 0) as amount
    from {{ ref('fct_opportunity') }}
) as opportunities
where pipeline.opportunity_count <> opportunities.opportunity_count or pipeline.amount <> opportunities.amount
