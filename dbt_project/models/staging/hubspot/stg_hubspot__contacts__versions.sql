{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__contact') }}
    {{ touched_keys(source('raw', 'hubspot__contact'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.contact', ['id']) }} as source_record_key,
        id as hubspot_contact_id,
        property_hubspot_owner_id as hubspot_owner_id,
        property_associatedcompanyid as hubspot_company_id,
        property_salesforcecontactid as salesforce_contact_id,
        property_salesforceleadid as salesforce_lead_id,
        property_hs_google_click_id as google_click_id,
        property_hs_facebook_click_id as facebook_click_id,
        property_hs_merged_object_ids as merged_hubspot_contact_ids,
        -- text
        property_email as email,
        property_hs_additional_emails as additional_emails,
        property_firstname as first_name,
        property_lastname as last_name,
        property_phone as phone,
        property_mobilephone as mobile_phone,
        property_company as company_name,
        property_jobtitle as job_title,
        property_country as country,
        property_lifecyclestage as lifecycle_stage,
        property_hs_lead_status as lead_status,
        property_hs_analytics_source as original_source,
        property_hs_analytics_source_data_1 as original_source_detail_1,
        property_hs_analytics_source_data_2 as original_source_detail_2,
        -- booleans
        property_hs_email_optout as is_opted_out_of_email,
        -- timestamps
        property_first_conversion_date as first_converted_at,
        property_createdate as created_at,
        property_lastmodifieddate as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(
            key=['id'],
            version=['property_lastmodifieddate', '_fivetran_synced'], deleted='_fivetran_deleted'
        ) }}
    from source

)

select * from renamed
