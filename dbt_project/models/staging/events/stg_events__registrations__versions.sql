{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'events__registration') }}
    {{ touched_keys(source('raw', 'events__registration'), ['registration_id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('events.registration', ['registration_id']) }} as source_record_key,
        registration_id as events_registration_id,
        -- text
        event_code,
        event_name,
        first_name,
        last_name,
        email,
        company as company_name,
        job_title,
        -- booleans
        attended as has_attended,
        -- timestamps
        event_date as event_on,
        registered_at,
        updated_at as modified_at,
        -- versions
        {{ version_columns(key=['registration_id'], version=['updated_at']) }}
    from source

)

select * from renamed
