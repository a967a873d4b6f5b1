-- Products that came as a file, and those that only opportunities name: a product missing from the list is still sold.

with listed as (

    select
        source_record_key,
        product_name,
        list_price_amount_original,
        currency
    from {{ ref('stg_files__products') }}

),

sold as (

    select distinct product_name
    from {{ ref('stg_files__opportunities') }}
    where product_name is not null

)

select
    'files:' || coalesce(listed.product_name, sold.product_name) as product_id,
    coalesce(listed.source_record_key, 'files.product:' || sold.product_name) as source_record_key,
    coalesce(listed.product_name, sold.product_name) as product_name,
    cast(null as string) as product_family,
    cast(null as string) as product_code,
    listed.list_price_amount_original,
    listed.currency
from listed
full outer join sold on listed.product_name = sold.product_name
