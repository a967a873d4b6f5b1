{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'hubspot__owner') }}
    {{ touched_keys(source('raw', 'hubspot__owner'), ['owner_id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.owner', ['owner_id']) }} as source_record_key,
        owner_id as hubspot_owner_id,
        active_user_id as hubspot_user_id,
        portal_id as hubspot_portal_id,
        -- text
        email,
        first_name,
        last_name,
        type as owner_type,
        -- timestamps
        created_at,
        updated_at as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['owner_id'], version=['updated_at', '_fivetran_synced']) }}
    from source

)

select * from renamed
