with

source as (

    select * from {{ source('raw', 'amazon_ads__profile') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('amazon_ads.profile', ['id']) }} as source_record_key,
        id as amazon_ads_profile_id,
        account_id as amazon_ads_account_id,
        account_marketplace_string_id as amazon_ads_account_marketplace_string_id,
        -- text
        country_code,
        currency_code,
        timezone,
        -- numbers
        account_name,
        account_sub_type,
        account_type,
        account_valid_payment_method,
        daily_budget,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced'], '_fivetran_deleted') }}

)

select * from renamed
