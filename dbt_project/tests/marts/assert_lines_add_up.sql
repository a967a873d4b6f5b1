-- List price less discount is the agreed price, line by line; the opportunity holds the sums of its lines.
select line_id as failing_key
from {{ ref('fct_opportunity_line') }}
where list_amount - discount_amount <> line_amount

union all

select opportunities.opportunity_id as failing_key
from {{ ref('fct_opportunity') }} as opportunities
inner join (
    select
        opportunity_id,
        count(*) as line_count,
        coalesce(sum(list_amount), 0) as list_amount
    from {{ ref('fct_opportunity_line') }}
    group by opportunity_id
) as lines on opportunities.opportunity_id = lines.opportunity_id
where opportunities.line_count <> lines.line_count or opportunities.list_amount <> lines.list_amount
