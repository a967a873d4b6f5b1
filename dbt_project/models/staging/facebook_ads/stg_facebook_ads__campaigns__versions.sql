{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'facebook_ads__campaign_history') }}
    {{ touched_keys(source('raw', 'facebook_ads__campaign_history'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('facebook_ads.campaign_history', ['id']) }} as source_record_key,
        id as facebook_ads_campaign_id,
        account_id as facebook_ads_account_id,
        -- text
        name as campaign_name,
        objective,
        status as campaign_status,
        -- timestamps
        updated_time as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['updated_time', '_fivetran_synced']) }}
    from source

)

select * from renamed
