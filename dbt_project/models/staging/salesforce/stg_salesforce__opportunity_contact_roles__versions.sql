{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__opportunity_contact_role') }}
    {{ touched_keys(source('raw', 'salesforce__opportunity_contact_role'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.opportunity_contact_role', ['id']) }} as source_record_key,
        id as salesforce_opportunity_contact_role_id,
        opportunity_id as salesforce_opportunity_id,
        contact_id as salesforce_contact_id,
        -- text
        role as contact_role,
        -- booleans
        is_primary,
        -- timestamps
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_date', '_fivetran_synced'], deleted='is_deleted') }}
    from source

)

select * from renamed
