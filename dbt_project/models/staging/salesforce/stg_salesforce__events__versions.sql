{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__event') }}
    {{ touched_keys(source('raw', 'salesforce__event'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.event', ['id']) }} as source_record_key,
        id as salesforce_event_id,
        who_id as salesforce_who_id,
        what_id as salesforce_what_id,
        account_id as salesforce_account_id,
        owner_id as salesforce_owner_id,
        hubspot_engagement_id_c as hubspot_engagement_id,
        created_by_id as created_by_salesforce_user_id,
        -- text
        subject,
        type as event_type,
        event_subtype,
        location,
        description,
        -- numbers
        duration_in_minutes as duration_minutes,
        -- booleans
        no_show_c as is_no_show,
        -- timestamps
        activity_date as activity_on,
        activity_date_time as activity_at,
        start_date_time as started_at,
        end_date_time as ended_at,
        created_date as created_at,
        last_modified_date as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_date', '_fivetran_synced'], deleted='is_deleted') }}
    from source

)

select * from renamed
