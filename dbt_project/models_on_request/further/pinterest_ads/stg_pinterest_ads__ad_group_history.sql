with

source as (

    select * from {{ source('raw', 'pinterest_ads__ad_group_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('pinterest_ads.ad_group_history', ['id']) }} as source_record_key,
        id as pinterest_ads_ad_group_id,
        campaign_id as pinterest_ads_campaign_id,
        ad_account_id as pinterest_ads_ad_account_id,
        -- text
        name as ad_group_name,
        status as ad_group_status,
        pacing_delivery_type,
        placement_group,
        summary_status,
        -- timestamps
        created_time as created_at,
        start_time as start_at,
        end_time as end_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
