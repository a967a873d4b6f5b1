{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__contact') }}
    {{ touched_keys(source('raw', 'salesforce__contact'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.contact', ['id']) }} as source_record_key,
        id as salesforce_contact_id,
        account_id as salesforce_account_id,
        owner_id as salesforce_owner_id,
        reports_to_id as reports_to_salesforce_contact_id,
        hubspot_contact_id_c as hubspot_contact_id,
        master_record_id as master_salesforce_contact_id,
        created_by_id as created_by_salesforce_user_id,
        -- text
        first_name,
        last_name,
        email,
        phone,
        mobile_phone,
        title as job_title,
        department,
        lead_source,
        mailing_street,
        mailing_city,
        mailing_postal_code,
        mailing_country,
        -- booleans
        has_opted_out_of_email as is_opted_out_of_email,
        do_not_call as is_do_not_call,
        -- timestamps
        birthdate as birth_on,
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_date', '_fivetran_synced'], deleted='is_deleted') }}
    from source

)

select * from renamed
