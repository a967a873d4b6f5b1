{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'partners__referral') }}
    {{ new_rows(source('raw', 'partners__referral')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('partners.referral', ['referral_id']) }} as source_record_key,
        referral_id as partners_referral_id,
        -- text
        partner,
        first_name,
        last_name,
        email,
        phone,
        company as company_name,
        note,
        -- timestamps
        referred_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['referral_id']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
