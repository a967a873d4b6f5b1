with

source as (

    select * from {{ source('raw', 'linkedin_ads__ad_analytics_by_campaign') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('linkedin_ads.ad_analytics_by_campaign', [
            'campaign_id',
            'source.day'
        ]) }} as source_record_key,
        campaign_id as linkedin_ads_campaign_id,
        -- numbers
        clicks,
        cost_in_local_currency,
        cost_in_usd,
        impressions,
        -- timestamps
        source.day as reported_on,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['campaign_id', 'source.day'], ['_fivetran_synced']) }}

)

select * from renamed
