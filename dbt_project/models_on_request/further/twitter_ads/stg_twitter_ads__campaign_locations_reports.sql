with

source as (

    select * from {{ source('raw', 'twitter_ads__campaign_locations_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('twitter_ads.campaign_locations_report', [
            'segment',
            'account_id',
            'campaign_id',
            'source.date',
            'placement'
        ]) }} as source_record_key,
        account_id as twitter_ads_account_id,
        campaign_id as twitter_ads_campaign_id,
        -- text
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
    {{ latest_of_key(['segment', 'account_id', 'campaign_id', 'source.date', 'placement'], []) }}

)

select * from renamed
