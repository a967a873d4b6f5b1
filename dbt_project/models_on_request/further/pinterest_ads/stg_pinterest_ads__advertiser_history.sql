with

source as (

    select * from {{ source('raw', 'pinterest_ads__advertiser_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('pinterest_ads.advertiser_history', ['id', 'updated_time']) }} as source_record_key,
        id as pinterest_ads_advertiser_id,
        merchant_id as pinterest_ads_merchant_id,
        owner_user_id as pinterest_ads_owner_user_id,
        -- text
        billing_profile_status,
        billing_type,
        currency,
        name as advertiser_name,
        status as advertiser_status,
        owner_username,
        permissions,
        -- numbers
        country,
        -- timestamps
        updated_time as modified_at,
        _fivetran_synced as synced_at,
        created_time as created_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'updated_time'], ['_fivetran_synced']) }}

)

select * from renamed
