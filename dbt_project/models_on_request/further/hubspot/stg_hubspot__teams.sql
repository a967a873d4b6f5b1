with

source as (

    select * from {{ source('raw', 'hubspot__team') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.team', ['id']) }} as source_record_key,
        id as hubspot_team_id,
        -- text
        name as team_name,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
