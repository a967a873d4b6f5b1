{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__contact_merge_audit') }}
    {{ new_rows(source('raw', 'hubspot__contact_merge_audit')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.contact_merge_audit', [
            'canonical_vid', 'vid_to_merge'
        ]) }} as source_record_key,
        canonical_vid as canonical_hubspot_contact_id,
        contact_id as hubspot_contact_id,
        vid_to_merge as merged_hubspot_contact_id,
        entity_id as hubspot_entity_id,
        user_id as hubspot_user_id,
        -- text
        first_name,
        last_name,
        -- numbers
        num_properties_moved as properties_moved,
        -- timestamps
        source.timestamp as merged_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['canonical_vid', 'vid_to_merge']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
