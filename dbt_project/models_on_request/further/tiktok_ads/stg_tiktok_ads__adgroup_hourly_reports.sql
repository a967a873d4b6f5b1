with

source as (

    select * from {{ source('raw', 'tiktok_ads__adgroup_report_hourly') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('tiktok_ads.adgroup_report_hourly', [
            'adgroup_id',
            'stat_time_hour'
        ]) }} as source_record_key,
        adgroup_id as tiktok_ads_adgroup_id,
        -- text
        conversion,
        cost_per_secondary_goal_result,
        -- numbers
        cost_per_conversion,
        impressions,
        clicks,
        cost_per_1000_reached,
        cost_per_result,
        spend,
        -- timestamps
        stat_time_hour as reported_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['adgroup_id', 'stat_time_hour'], ['_fivetran_synced']) }}

)

select * from renamed
