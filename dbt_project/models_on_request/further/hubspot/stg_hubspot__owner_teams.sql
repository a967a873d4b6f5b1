with

source as (

    select * from {{ source('raw', 'hubspot__owner_team') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.owner_team', ['owner_id', 'team_id']) }} as source_record_key,
        owner_id as hubspot_owner_id,
        team_id as hubspot_team_id,
        -- booleans
        is_team_primary,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['owner_id', 'team_id'], ['_fivetran_synced']) }}

)

select * from renamed
