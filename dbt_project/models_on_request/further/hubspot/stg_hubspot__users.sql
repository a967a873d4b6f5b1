with

source as (

    select * from {{ source('raw', 'hubspot__users') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.users', ['id']) }} as source_record_key,
        id as hubspot_users_id,
        primary_team_id as hubspot_primary_team_id,
        role_id as hubspot_role_id,
        -- text
        email,
        first_name,
        last_name,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
