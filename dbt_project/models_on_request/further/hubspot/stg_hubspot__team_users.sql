with

source as (

    select * from {{ source('raw', 'hubspot__team_user') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.team_user', ['user_id', 'team_id']) }} as source_record_key,
        user_id as hubspot_user_id,
        team_id as hubspot_team_id,
        -- booleans
        is_secondary_user,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['user_id', 'team_id'], ['_fivetran_synced']) }}

)

select * from renamed
