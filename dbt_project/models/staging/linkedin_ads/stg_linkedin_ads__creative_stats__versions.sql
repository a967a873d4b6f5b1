{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'linkedin_ads__ad_analytics_by_creative') }}
    {{ touched_keys(source('raw', 'linkedin_ads__ad_analytics_by_creative'), ['creative_id', 'source.day']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('linkedin_ads.ad_analytics_by_creative', [
            'creative_id', 'source.day'
        ]) }} as source_record_key,
        creative_id as linkedin_ads_creative_id,
        -- numbers
        impressions,
        clicks,
        landing_page_clicks,
        one_click_leads,
        external_website_conversions,
        conversion_value_in_local_currency as conversion_value_amount_original,
        cost_in_local_currency as spend_amount_original,
        cost_in_usd as spend_amount_usd,
        -- timestamps
        cast(source.day as date) as stat_on,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['creative_id', 'source.day'], version=['_fivetran_synced']) }}
    from source

)

select * from renamed
