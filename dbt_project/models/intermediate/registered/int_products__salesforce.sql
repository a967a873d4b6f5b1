-- Salesforce products as product records.

select
    'salesforce:' || salesforce_product_id as product_id,
    source_record_key,
    product_name,
    product_family,
    product_code,
    cast(null as decimal(18, 2)) as list_price_amount_original,
    cast(null as string) as currency
from {{ ref('stg_salesforce__products') }}
