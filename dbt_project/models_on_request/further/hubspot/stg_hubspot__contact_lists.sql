with

source as (

    select * from {{ source('raw', 'hubspot__contact_list') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.contact_list', ['id']) }} as source_record_key,
        id as hubspot_contact_list_id,
        created_by_id as hubspot_created_by_id,
        object_type_id as hubspot_object_type_id,
        -- text
        name as contact_list_name,
        processing_status,
        processing_type,
        list_version,
        -- timestamps
        _fivetran_synced as synced_at,
        created_at,
        updated_at as modified_at,
        filters_updated_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['updated_at', '_fivetran_synced'], '_fivetran_deleted') }}

)

select * from renamed
