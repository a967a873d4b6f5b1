{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__campaign') }}
    {{ touched_keys(source('raw', 'salesforce__campaign'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.campaign', ['id']) }} as source_record_key,
        id as salesforce_campaign_id,
        parent_id as parent_salesforce_campaign_id,
        owner_id as salesforce_owner_id,
        -- text
        name as campaign_name,
        type as campaign_type,
        status as campaign_status,
        currency_iso_code as currency,
        utm_campaign_c as utm_campaign,
        -- numbers
        budgeted_cost as budgeted_cost_amount_original,
        actual_cost as actual_cost_amount_original,
        -- booleans
        is_active,
        -- timestamps
        start_date as started_on,
        end_date as ended_on,
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_date', '_fivetran_synced'], deleted='is_deleted') }}
    from source

)

select * from renamed
