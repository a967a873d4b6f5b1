{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'facebook_ads__account_history') }}
    {{ touched_keys(source('raw', 'facebook_ads__account_history'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('facebook_ads.account_history', ['id']) }} as source_record_key,
        id as facebook_ads_account_id,
        -- text
        name as account_name,
        currency,
        timezone_name as time_zone,
        -- timestamps
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['_fivetran_synced']) }}
    from source

)

select * from renamed
