-- A file names one product per opportunity: it is one line of one piece at the product's list price.

with salesforce_lines as (

    select
        'salesforce:' || salesforce_opportunity_line_item_id as line_id,
        'salesforce:' || salesforce_opportunity_id as opportunity_id,
        'salesforce:' || salesforce_product_id as product_id,
        quantity,
        cast(round(list_price_amount_original * quantity, 2) as decimal(18, 2)) as list_amount_original,
        total_amount_original,
        cast(round(unit_cost_amount_original * quantity, 2) as decimal(18, 2)) as cost_amount_original
    from {{ ref('stg_salesforce__opportunity_line_items') }}

),

file_lines as (

    select
        opportunities.source_record_key as line_id,
        'files:' || opportunities.files_opportunity_id as opportunity_id,
        products.product_id,
        cast(1 as decimal(18, 4)) as quantity,
        products.list_price_amount_original as list_amount_original,
        opportunities.amount_original as total_amount_original,
        cast(null as decimal(18, 2)) as cost_amount_original
    from {{ ref('stg_files__opportunities') }} as opportunities
    inner join {{ ref('int_products__files') }} as products on opportunities.product_name = products.product_name

),

lines as (

    select * from salesforce_lines
    union all
    select * from file_lines

),

priced as (

    select
        lines.line_id,
        lines.opportunity_id,
        lines.product_id,
        cast(lines.quantity as decimal(18, 4)) as quantity,
        {{ in_reporting_currency('lines.list_amount_original', 'opportunities.fx_rate') }} as list_amount,
        {{ in_reporting_currency('lines.total_amount_original', 'opportunities.fx_rate') }} as line_amount,
        {{ in_reporting_currency('lines.cost_amount_original', 'opportunities.fx_rate') }} as cost_amount,
        lines.total_amount_original as line_amount_original,
        opportunities.currency
    from lines
    inner join {{ ref('int_opportunities__unioned') }} as opportunities
        on lines.opportunity_id = opportunities.opportunity_id

)

select
    line_id,
    opportunity_id,
    product_id,
    quantity,
    list_amount,
    cast(list_amount - line_amount as decimal(18, 2)) as discount_amount,
    line_amount,
    cost_amount,
    line_amount_original,
    currency
from priced
