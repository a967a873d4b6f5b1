{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'facebook_ads__basic_ad') }}
    {{ touched_keys(source('raw', 'facebook_ads__basic_ad'), ['ad_id', 'source.date']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('facebook_ads.basic_ad', ['ad_id', 'source.date']) }} as source_record_key,
        ad_id as facebook_ads_ad_id,
        account_id as facebook_ads_account_id,
        -- numbers
        impressions,
        inline_link_clicks as link_clicks,
        spend as spend_amount_original,
        -- timestamps
        source.date as stat_on,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['ad_id', 'source.date'], version=['_fivetran_synced']) }}
    from source

)

select * from renamed
