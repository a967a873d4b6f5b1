with

source as (

    select * from {{ source('raw', 'apple_search_ads__ad_group_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('apple_search_ads.ad_group_history', [
            'id',
            'modification_time'
        ]) }} as source_record_key,
        id as apple_search_ads_ad_group_id,
        campaign_id as apple_search_ads_campaign_id,
        organization_id as apple_search_ads_organization_id,
        -- text
        name as ad_group_name,
        status as ad_group_status,
        -- timestamps
        modification_time as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'modification_time'], [], 'deleted') }}

)

select * from renamed
