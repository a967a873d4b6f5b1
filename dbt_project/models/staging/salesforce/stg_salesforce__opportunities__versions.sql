{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__opportunity') }}
    {{ touched_keys(source('raw', 'salesforce__opportunity'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.opportunity', ['id']) }} as source_record_key,
        id as salesforce_opportunity_id,
        account_id as salesforce_account_id,
        campaign_id as salesforce_campaign_id,
        owner_id as salesforce_owner_id,
        primary_contact_id_c as primary_salesforce_contact_id,
        created_by_id as created_by_salesforce_user_id,
        -- text
        name as opportunity_name,
        stage_name,
        currency_iso_code as currency,
        type as opportunity_type,
        lead_source,
        forecast_category_name as forecast_category,
        loss_reason_c as loss_reason,
        -- numbers
        amount as amount_original,
        probability,
        expected_revenue as expected_revenue_amount_original,
        -- booleans
        is_closed,
        is_won,
        -- timestamps
        cast(close_date as date) as close_on,
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_date', '_fivetran_synced'], deleted='is_deleted') }}
    from source

)

select * from renamed
