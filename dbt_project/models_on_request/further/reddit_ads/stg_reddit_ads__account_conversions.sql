with

source as (

    select * from {{ source('raw', 'reddit_ads__account_conversions') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('reddit_ads.account_conversions', [
            'account_id',
            'source.date',
            'event_name'
        ]) }} as source_record_key,
        account_id as reddit_ads_account_id,
        -- text
        click_through_conversion_attribution_window_day,
        click_through_conversion_attribution_window_month,
        click_through_conversion_attribution_window_week,
        event_name,
        total_items,
        view_through_conversion_attribution_window_day,
        view_through_conversion_attribution_window_month,
        view_through_conversion_attribution_window_week,
        -- numbers
        avg_value,
        total_value,
        -- timestamps
        _fivetran_synced as synced_at,
        source.date as reported_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['account_id', 'source.date', 'event_name'], ['_fivetran_synced']) }}

)

select * from renamed
