with

source as (

    select * from {{ source('raw', 'microsoft_ads__account_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('microsoft_ads.account_history', ['id', 'last_modified_time']) }} as source_record_key,
        id as microsoft_ads_account_id,
        -- text
        name as account_name,
        time_zone,
        currency_code,
        -- timestamps
        last_modified_time as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'last_modified_time'], []) }}

)

select * from renamed
