with

source as (

    select * from {{ source('raw', 'hubspot__ticket_pipeline_stage') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.ticket_pipeline_stage', ['stage_id', 'pipeline_id']) }} as source_record_key,
        stage_id as hubspot_stage_id,
        pipeline_id as hubspot_pipeline_id,
        -- text
        label as ticket_pipeline_stage_label,
        ticket_state,
        -- numbers
        display_order,
        -- booleans
        active as is_active,
        is_closed,
        -- timestamps
        _fivetran_synced as synced_at,
        created_at,
        updated_at as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['stage_id', 'pipeline_id'], ['updated_at', '_fivetran_synced'], '_fivetran_deleted') }}

)

select * from renamed
