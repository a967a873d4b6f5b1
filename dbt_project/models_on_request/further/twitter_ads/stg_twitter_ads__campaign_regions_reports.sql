with

source as (

    select * from {{ source('raw', 'twitter_ads__campaign_regions_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('twitter_ads.campaign_regions_report', [
            'location_name',
            'location_type',
            'segment',
            'account_id',
            'campaign_id',
            'source.date',
            'placement'
        ]) }} as source_record_key,
        account_id as twitter_ads_account_id,
        campaign_id as twitter_ads_campaign_id,
        -- text
        location_name,
        location_type,
        segment,
        placement,
        -- numbers
        billed_charge_local_micro,
        clicks,
        impressions,
        url_clicks,
        -- timestamps
        source.date as reported_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(
        ['location_name', 'location_type', 'segment', 'account_id', 'campaign_id', 'source.date', 'placement'],
        []
    ) }}

)

select * from renamed
