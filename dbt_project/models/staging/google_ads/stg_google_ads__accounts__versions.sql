{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'google_ads__account_history') }}
    {{ touched_keys(source('raw', 'google_ads__account_history'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('google_ads.account_history', ['id']) }} as source_record_key,
        id as google_ads_account_id,
        -- text
        descriptive_name as account_name,
        currency_code as currency,
        time_zone,
        -- booleans
        auto_tagging_enabled as is_auto_tagging_enabled,
        manager as is_manager,
        test_account as is_test_account,
        -- timestamps
        updated_at as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['updated_at', '_fivetran_synced']) }}
    from source

)

select * from renamed
