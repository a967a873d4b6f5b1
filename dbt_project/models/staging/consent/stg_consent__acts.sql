{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'consent__act') }}
    {{ new_rows(source('raw', 'consent__act')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('consent.act', ['consent_act_id']) }} as source_record_key,
        consent_act_id,
        -- text
        email,
        phone,
        purpose,
        channel,
        action,
        source,
        proof,
        -- booleans
        verified as is_verified,
        -- timestamps
        occurred_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['consent_act_id']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
