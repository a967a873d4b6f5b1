with

source as (

    select * from {{ source('raw', 'linkedin_ads__monthly_ad_analytics_by_member_country') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('linkedin_ads.monthly_ad_analytics_by_member_country', [
            'campaign_id',
            'source.month',
            'member_country'
        ]) }} as source_record_key,
        campaign_id as linkedin_ads_campaign_id,
        -- text
        source.month as monthly_ad_analytics_by_member_country_month,
        one_click_leads,
        -- numbers
        clicks,
        member_country,
        impressions,
        conversion_value_in_local_currency,
        cost_in_local_currency,
        cost_in_usd,
        external_website_post_click_conversions,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['campaign_id', 'source.month', 'member_country'], []) }}

)

select * from renamed
