{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__product_2') }}
    {{ touched_keys(source('raw', 'salesforce__product_2'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.product_2', ['id']) }} as source_record_key,
        id as salesforce_product_id,
        -- text
        name as product_name,
        product_code,
        family as product_family,
        -- booleans
        is_active,
        -- timestamps
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_date', '_fivetran_synced'], deleted='is_deleted') }}
    from source

)

select * from renamed
