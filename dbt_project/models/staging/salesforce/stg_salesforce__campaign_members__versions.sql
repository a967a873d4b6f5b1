{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__campaign_member') }}
    {{ touched_keys(source('raw', 'salesforce__campaign_member'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.campaign_member', ['id']) }} as source_record_key,
        id as salesforce_campaign_member_id,
        campaign_id as salesforce_campaign_id,
        lead_id as salesforce_lead_id,
        contact_id as salesforce_contact_id,
        -- text
        status as member_status,
        -- booleans
        has_responded,
        -- timestamps
        first_responded_date as first_responded_on,
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_date', '_fivetran_synced'], deleted='is_deleted') }}
    from source

)

select * from renamed
