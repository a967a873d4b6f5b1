with

source as (

    select * from {{ source('raw', 'hubspot__ticket') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.ticket', ['id']) }} as source_record_key,
        id as hubspot_ticket_id,
        property_hubspot_owner_id as hubspot_hubspot_owner_id,
        -- text
        property_hs_pipeline as pipeline,
        property_hs_pipeline_stage as pipeline_stage,
        property_hs_ticket_category as ticket_category,
        property_hs_ticket_priority as ticket_priority,
        property_subject as subject,
        property_content as content,
        -- timestamps
        _fivetran_synced as synced_at,
        property_closed_date as closed_at,
        property_createdate as created_at,
        property_first_agent_reply_date as first_agent_reply_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced'], 'is_deleted') }}

)

select * from renamed
