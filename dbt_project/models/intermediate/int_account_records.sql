-- What each system says about an account, one row per account record.

with attributes as (

    select
        source_record_key,
        account_name,
        industry,
        billing_country as country,
        employee_count,
        annual_revenue_amount_original,
        currency,
        {{ source_record_reference('salesforce.user', 'salesforce_owner_id') }} as owner_record_key,
        created_at,
        modified_at
    from {{ ref('stg_salesforce__accounts') }}

    union all

    select
        source_record_key,
        company_name as account_name,
        industry,
        country,
        employee_count,
        annual_revenue_amount_original,
        -- HubSpot keeps revenue in the portal's currency, which is the reporting currency here.
        '{{ var("reporting_currency") }}' as currency,
        cast(null as string) as owner_record_key,
        created_at,
        modified_at
    from {{ ref('stg_hubspot__companies') }}

    union all

    select
        source_record_key,
        account_name,
        industry,
        country,
        employee_count,
        annual_revenue_amount_original,
        '{{ var("reporting_currency") }}' as currency,
        cast(null as string) as owner_record_key,
        cast(null as timestamp) as created_at,
        cast(null as timestamp) as modified_at
    from {{ ref('stg_files__accounts') }}

)

select
    account_links.account_id,
    records.source_record_key,
    records.system,
    records.entity,
    records.is_deleted,
    records.parent_source_record_key,
    coalesce(attributes.account_name, records.account_name) as account_name,
    records.domain,
    attributes.industry,
    coalesce(attributes.country, records.country) as country,
    attributes.employee_count,
    attributes.annual_revenue_amount_original,
    attributes.currency,
    attributes.owner_record_key,
    attributes.created_at,
    attributes.modified_at
from {{ ref('int_accounts__unioned') }} as records
inner join {{ ref('int_account_links') }} as account_links
    on records.source_record_key = account_links.source_record_key
left join attributes on records.source_record_key = attributes.source_record_key
