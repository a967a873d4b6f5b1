with

source as (

    select * from {{ source('raw', 'hubspot__role') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.role', ['id']) }} as source_record_key,
        id as hubspot_role_id,
        -- text
        name as role_name,
        -- booleans
        requires_billing_write as is_requires_billing_write,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
