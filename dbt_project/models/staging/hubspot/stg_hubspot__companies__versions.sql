{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__company') }}
    {{ touched_keys(source('raw', 'hubspot__company'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.company', ['id']) }} as source_record_key,
        id as hubspot_company_id,
        property_salesforceaccountid as salesforce_account_id,
        property_hs_parent_company_id as parent_hubspot_company_id,
        -- text
        property_name as company_name,
        property_domain as domain,
        property_industry as industry,
        property_city as city,
        property_country as country,
        -- numbers
        property_numberofemployees as employee_count,
        property_annualrevenue as annual_revenue_amount_original,
        -- timestamps
        property_createdate as created_at,
        property_hs_lastmodifieddate as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(
            key=['id'],
            version=['property_hs_lastmodifieddate', '_fivetran_synced'], deleted='is_deleted'
        ) }}
    from source

)

select * from renamed
