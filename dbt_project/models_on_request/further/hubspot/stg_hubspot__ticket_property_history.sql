with

source as (

    select * from {{ source('raw', 'hubspot__ticket_property_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.ticket_property_history', [
            'ticket_id',
            'name',
            'timestamp_instant'
        ]) }} as source_record_key,
        ticket_id as hubspot_ticket_id,
        source_id as hubspot_source_id,
        -- text
        name as ticket_property_name,
        source.source as ticket_property_source,
        source.value as ticket_property_value,
        -- timestamps
        _fivetran_synced as synced_at,
        timestamp_instant as occurred_at,
        _fivetran_start as valid_from_at,
        _fivetran_end as valid_to_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['ticket_id', 'name', 'timestamp_instant']) }}

)

select * from renamed
