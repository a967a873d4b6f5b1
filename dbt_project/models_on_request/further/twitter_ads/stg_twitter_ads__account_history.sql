with

source as (

    select * from {{ source('raw', 'twitter_ads__account_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('twitter_ads.account_history', ['id', 'updated_at']) }} as source_record_key,
        business_id as twitter_ads_business_id,
        id as twitter_ads_account_id,
        -- text
        approval_status,
        business_name,
        industry_type,
        name as account_name,
        salt,
        timezone,
        -- timestamps
        _fivetran_synced as synced_at,
        created_at,
        timezone_switch_at,
        updated_at as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'updated_at'], ['_fivetran_synced'], 'deleted') }}

)

select * from renamed
