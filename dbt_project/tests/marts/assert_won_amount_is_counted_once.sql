-- The funnel's won value is that of the won opportunities with a primary person who is in the funnel.
select
    funnel.won_amount,
    opportunities.won_amount as expected_amount
from (select coalesce(sum(won_amount), 0) as won_amount from {{ ref('funnel') }}) as funnel
cross join (
    select coalesce(sum(opportunities.amount), 0) as won_amount
    from {{ ref('fct_opportunity') }} as opportunities
    inner join {{ ref('dim_person') }} as persons on opportunities.primary_person_id = persons.person_id
    where opportunities.is_won and not persons.is_employee and not persons.is_test_record
) as opportunities
where funnel.won_amount <> opportunities.won_amount
