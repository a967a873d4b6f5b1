{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__form') }}
    {{ touched_keys(source('raw', 'hubspot__form'), ['guid']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.form', ['guid']) }} as source_record_key,
        guid as hubspot_form_id,
        portal_id as hubspot_portal_id,
        -- text
        name as form_name,
        form_type,
        action as form_action,
        method as form_method,
        submit_text,
        -- timestamps
        created_at,
        updated_at as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['guid'], version=['updated_at', '_fivetran_synced']) }}
    from source

)

select * from renamed
