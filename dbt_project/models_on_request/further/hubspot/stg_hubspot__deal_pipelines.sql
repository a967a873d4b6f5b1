with

source as (

    select * from {{ source('raw', 'hubspot__deal_pipeline') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.deal_pipeline', ['pipeline_id']) }} as source_record_key,
        pipeline_id as hubspot_pipeline_id,
        -- text
        label as deal_pipeline_label,
        -- numbers
        display_order,
        -- booleans
        active as is_active,
        -- timestamps
        _fivetran_synced as synced_at,
        created_at,
        updated_at as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['pipeline_id'], ['updated_at', '_fivetran_synced'], '_fivetran_deleted') }}

)

select * from renamed
