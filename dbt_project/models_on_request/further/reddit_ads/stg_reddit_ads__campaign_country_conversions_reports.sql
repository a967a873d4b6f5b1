with

source as (

    select * from {{ source('raw', 'reddit_ads__campaign_country_conversions_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('reddit_ads.campaign_country_conversions_report', [
            'account_id',
            'campaign_id',
            'country',
            'source.date',
            'event_name'
        ]) }} as source_record_key,
        account_id as reddit_ads_account_id,
        campaign_id as reddit_ads_campaign_id,
        -- text
        click_through_conversion_attribution_window_month,
        event_name,
        total_items,
        view_through_conversion_attribution_window_month,
        -- numbers
        country,
        total_value,
        -- timestamps
        _fivetran_synced as synced_at,
        source.date as reported_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['account_id', 'campaign_id', 'country', 'source.date', 'event_name'], ['_fivetran_synced']) }}

)

select * from renamed
