{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__contact_property_history') }}
    {{ new_rows(source('raw', 'hubspot__contact_property_history')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.contact_property_history', [
            'contact_id', 'name', 'source.timestamp'
        ]) }} as source_record_key,
        contact_id as hubspot_contact_id,
        source_id as change_source_id,
        -- text
        name as property_name,
        source.value as property_value,
        source as change_source,
        -- timestamps
        source.timestamp as changed_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['contact_id', 'name', 'source.timestamp']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
