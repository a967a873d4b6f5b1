{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__account') }}
    {{ touched_keys(source('raw', 'salesforce__account'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.account', ['id']) }} as source_record_key,
        id as salesforce_account_id,
        parent_id as parent_salesforce_account_id,
        owner_id as salesforce_owner_id,
        master_record_id as master_salesforce_account_id,
        -- text
        name as account_name,
        type as account_type,
        industry,
        website,
        phone,
        billing_street,
        billing_city,
        billing_state,
        billing_postal_code,
        billing_country,
        account_source,
        currency_iso_code as currency,
        -- numbers
        annual_revenue as annual_revenue_amount_original,
        number_of_employees as employee_count,
        -- timestamps
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_date', '_fivetran_synced'], deleted='is_deleted') }}
    from source

)

select * from renamed
