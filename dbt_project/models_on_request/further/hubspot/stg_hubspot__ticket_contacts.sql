with

source as (

    select * from {{ source('raw', 'hubspot__ticket_contact') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.ticket_contact', ['ticket_id', 'contact_id']) }} as source_record_key,
        ticket_id as hubspot_ticket_id,
        contact_id as hubspot_contact_id,
        -- text
        category as ticket_contact_category,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['ticket_id', 'contact_id'], ['_fivetran_synced']) }}

)

select * from renamed
