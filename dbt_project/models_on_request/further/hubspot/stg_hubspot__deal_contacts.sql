with

source as (

    select * from {{ source('raw', 'hubspot__deal_contact') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.deal_contact', ['contact_id', 'deal_id', 'type_id']) }} as source_record_key,
        contact_id as hubspot_contact_id,
        deal_id as hubspot_deal_id,
        type_id as hubspot_type_id,
        -- text
        category as deal_contact_category,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['contact_id', 'deal_id', 'type_id'], ['_fivetran_synced']) }}

)

select * from renamed
