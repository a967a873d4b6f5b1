with

source as (

    select * from {{ source('raw', 'microsoft_ads__ad_group_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('microsoft_ads.ad_group_history', ['id', 'modified_time']) }} as source_record_key,
        id as microsoft_ads_ad_group_id,
        campaign_id as microsoft_ads_campaign_id,
        -- text
        name as ad_group_name,
        status as ad_group_status,
        -- timestamps
        modified_time as modified_at,
        start_date as start_on,
        end_date as end_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'modified_time'], []) }}

)

select * from renamed
