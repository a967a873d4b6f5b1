{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__group') }}
    {{ touched_keys(source('raw', 'salesforce__group'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.group', ['id']) }} as source_record_key,
        id as salesforce_group_id,
        -- text
        name as group_name,
        developer_name,
        type as group_type,
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
