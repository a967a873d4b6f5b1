{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__task') }}
    {{ touched_keys(source('raw', 'salesforce__task'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.task', ['id']) }} as source_record_key,
        id as salesforce_task_id,
        who_id as salesforce_who_id,
        what_id as salesforce_what_id,
        account_id as salesforce_account_id,
        owner_id as salesforce_owner_id,
        hubspot_engagement_id_c as hubspot_engagement_id,
        created_by_id as created_by_salesforce_user_id,
        -- text
        subject,
        type as task_type,
        task_subtype,
        status as task_status,
        priority,
        call_type,
        call_disposition,
        description,
        -- numbers
        call_duration_in_seconds as call_duration_seconds,
        -- booleans
        is_closed,
        -- timestamps
        activity_date as activity_on,
        completed_date_time as completed_at,
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_date', '_fivetran_synced'], deleted='is_deleted') }}
    from source

)

select * from renamed
