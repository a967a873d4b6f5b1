{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__contact_form_submission') }}
    {{ new_rows(source('raw', 'hubspot__contact_form_submission')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.contact_form_submission', ['conversion_id']) }} as source_record_key,
        conversion_id as hubspot_conversion_id,
        contact_id as hubspot_contact_id,
        form_id as hubspot_form_id,
        page_id as hubspot_page_id,
        portal_id as hubspot_portal_id,
        -- text
        title as form_title,
        page_url,
        -- timestamps
        source.timestamp as submitted_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['conversion_id']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
