with

source as (

    select * from {{ source('raw', 'files__owner') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('files.owner', ['owner_name']) }} as source_record_key,
        -- text
        owner_name,
        manager_name,
        office,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_snapshot(['owner_name']) }}

)

select * from renamed
