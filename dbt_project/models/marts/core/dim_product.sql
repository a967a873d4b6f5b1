with products as (

    {{ union_registered('products', [
        'product_id', 'product_name', 'product_family', 'product_code',
    ]) }}

)

select
    product_id,
    product_name,
    product_family,
    product_code
from products
