with

source as (

    select * from {{ source('raw', 'salesforce__order') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.order', ['id']) }} as source_record_key,
        id as salesforce_order_id,
        account_id as salesforce_account_id,
        activated_by_id as salesforce_activated_by_id,
        company_authorized_by_id as salesforce_company_authorized_by_id,
        contract_id as salesforce_contract_id,
        created_by_id as salesforce_created_by_id,
        customer_authorized_by_id as salesforce_customer_authorized_by_id,
        last_modified_by_id as salesforce_last_modified_by_id,
        original_order_id as salesforce_original_order_id,
        owner_id as salesforce_owner_id,
        pricebook_2_id as salesforce_pricebook_2_id,
        opportunity_id as salesforce_opportunity_id,
        -- text
        order_number,
        status as order_status,
        source.type as order_type,
        -- numbers
        total_amount,
        -- booleans
        _fivetran_active as is_active,
        -- timestamps
        _fivetran_synced as synced_at,
        created_date as created_at,
        end_date as end_on,
        last_modified_date as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['last_modified_date', '_fivetran_synced'], 'is_deleted') }}

)

select * from renamed
