{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'google_ads__campaign_history') }}
    {{ touched_keys(source('raw', 'google_ads__campaign_history'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('google_ads.campaign_history', ['id']) }} as source_record_key,
        id as google_ads_campaign_id,
        customer_id as google_ads_account_id,
        -- text
        name as campaign_name,
        advertising_channel_type as channel_type,
        advertising_channel_subtype as channel_subtype,
        status as campaign_status,
        serving_status,
        tracking_url_template,
        -- timestamps
        updated_at as modified_at,
        start_date as started_on,
        end_date as ended_on,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['updated_at', '_fivetran_synced']) }}
    from source

)

select * from renamed
