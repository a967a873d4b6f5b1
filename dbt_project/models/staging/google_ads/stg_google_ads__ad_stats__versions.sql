{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'google_ads__ad_stats') }}
    {{ touched_keys(source('raw', 'google_ads__ad_stats'), [
        'customer_id', 'source.date', 'ad_group_id', 'ad_id',
        'ad_network_type', 'device', 'keyword_ad_group_criterion'
    ]) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('google_ads.ad_stats', [
            'customer_id', 'source.date', 'ad_group_id', 'ad_id',
            'ad_network_type', 'device', 'keyword_ad_group_criterion'
        ]) }} as source_record_key,
        customer_id as google_ads_account_id,
        campaign_id as google_ads_campaign_id,
        ad_group_id as google_ads_ad_group_id,
        ad_id as google_ads_ad_id,
        -- text
        ad_network_type,
        device,
        keyword_ad_group_criterion as keyword_criterion,
        ad_group as ad_group_resource_name,
        -- numbers
        impressions,
        clicks,
        cast(cost_micros * cast(0.000001 as decimal(7, 6)) as decimal(18, 6)) as spend_amount_original,
        conversions,
        conversions_value as conversion_value_amount_original,
        view_through_conversions,
        -- timestamps
        source.date as stat_on,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(
            key=[
                'customer_id', 'source.date', 'ad_group_id', 'ad_id',
                'ad_network_type', 'device', 'keyword_ad_group_criterion'
            ],
            version=['_fivetran_synced']
        ) }}
    from source

)

select * from renamed
