{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__lead') }}
    {{ touched_keys(source('raw', 'salesforce__lead'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.lead', ['id']) }} as source_record_key,
        id as salesforce_lead_id,
        owner_id as salesforce_owner_id,
        converted_account_id as converted_salesforce_account_id,
        converted_contact_id as converted_salesforce_contact_id,
        converted_opportunity_id as converted_salesforce_opportunity_id,
        hubspot_contact_id_c as hubspot_contact_id,
        master_record_id as master_salesforce_lead_id,
        created_by_id as created_by_salesforce_user_id,
        -- text
        first_name,
        last_name,
        email,
        phone,
        mobile_phone,
        company as company_name,
        title as job_title,
        website,
        country,
        lead_source,
        status as lead_status,
        rating,
        rejection_reason_c as rejection_reason,
        -- booleans
        is_converted,
        has_opted_out_of_email as is_opted_out_of_email,
        do_not_call as is_do_not_call,
        -- timestamps
        converted_date as converted_on,
        mql_at_c as mql_at,
        accepted_at_c as accepted_at,
        rejected_at_c as rejected_at,
        recycled_at_c as recycled_at,
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_date', '_fivetran_synced'], deleted='is_deleted') }}
    from source

)

select * from renamed
