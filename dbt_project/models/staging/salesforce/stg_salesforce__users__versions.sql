{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__user') }}
    {{ touched_keys(source('raw', 'salesforce__user'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.user', ['id']) }} as source_record_key,
        id as salesforce_user_id,
        user_role_id as salesforce_user_role_id,
        manager_id as manager_salesforce_user_id,
        -- text
        name as user_name,
        email,
        username,
        title as job_title,
        department,
        user_type,
        time_zone_sid_key as time_zone,
        country,
        -- booleans
        is_active,
        -- timestamps
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(
            key=['id'],
            version=['last_modified_date', '_fivetran_synced'], deleted='_fivetran_deleted'
        ) }}
    from source

)

select * from renamed
