{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__user_role') }}
    {{ touched_keys(source('raw', 'salesforce__user_role'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.user_role', ['id']) }} as source_record_key,
        id as salesforce_user_role_id,
        parent_role_id as parent_salesforce_user_role_id,
        -- text
        name as role_name,
        developer_name,
        -- timestamps
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['_fivetran_synced'], deleted='_fivetran_deleted') }}
    from source

)

select * from renamed
