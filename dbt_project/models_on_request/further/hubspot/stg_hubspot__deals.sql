with

source as (

    select * from {{ source('raw', 'hubspot__deal') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.deal', ['deal_id']) }} as source_record_key,
        deal_id as hubspot_deal_id,
        deal_pipeline_id as hubspot_deal_pipeline_id,
        deal_pipeline_stage_id as hubspot_deal_pipeline_stage_id,
        owner_id as hubspot_owner_id,
        portal_id as hubspot_portal_id,
        -- text
        property_dealname as dealname,
        property_description as description,
        -- numbers
        property_amount as amount,
        -- timestamps
        property_closedate as closed_at,
        property_createdate as created_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['deal_id'], [], 'is_deleted') }}

)

select * from renamed
