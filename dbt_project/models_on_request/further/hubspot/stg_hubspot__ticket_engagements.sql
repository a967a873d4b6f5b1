with

source as (

    select * from {{ source('raw', 'hubspot__ticket_engagement') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.ticket_engagement', ['ticket_id', 'engagement_id']) }} as source_record_key,
        ticket_id as hubspot_ticket_id,
        engagement_id as hubspot_engagement_id,
        -- text
        category as ticket_engagement_category,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['ticket_id', 'engagement_id'], ['_fivetran_synced']) }}

)

select * from renamed
