{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__opportunity_line_item') }}
    {{ touched_keys(source('raw', 'salesforce__opportunity_line_item'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.opportunity_line_item', ['id']) }} as source_record_key,
        id as salesforce_opportunity_line_item_id,
        opportunity_id as salesforce_opportunity_id,
        product_2_id as salesforce_product_id,
        -- text
        product_code,
        -- numbers
        quantity,
        list_price as list_price_amount_original,
        unit_price as unit_price_amount_original,
        discount as discount_percent,
        total_price as total_amount_original,
        unit_cost_c as unit_cost_amount_original,
        -- timestamps
        service_date as service_on,
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_date', '_fivetran_synced'], deleted='is_deleted') }}
    from source

)

select * from renamed
