with

source as (

    select * from {{ source('raw', 'twitter_ads__line_item_report') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('twitter_ads.line_item_report', [
            'account_id',
            'source.date',
            'line_item_id',
            'placement'
        ]) }} as source_record_key,
        account_id as twitter_ads_account_id,
        line_item_id as twitter_ads_line_item_id,
        -- text
        placement,
        conversion_purchases_assisted,
        conversion_purchases_metric,
        conversion_purchases_order_quantity,
        conversion_purchases_order_quantity_engagement,
        conversion_purchases_order_quantity_view,
        conversion_purchases_post_engagement,
        conversion_purchases_post_view,
        -- numbers
        billed_charge_local_micro,
        clicks,
        conversion_purchases_sale_amount,
        conversion_purchases_sale_amount_engagement,
        conversion_purchases_sale_amount_view,
        engagements,
        impressions,
        url_clicks,
        -- timestamps
        source.date as reported_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['account_id', 'source.date', 'line_item_id', 'placement'], ['_fivetran_synced']) }}

)

select * from renamed
