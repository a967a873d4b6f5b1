with

source as (

    select * from {{ source('raw', 'microsoft_ads__ad_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('microsoft_ads.ad_history', ['id', 'modified_time']) }} as source_record_key,
        id as microsoft_ads_ad_id,
        ad_group_id as microsoft_ads_ad_group_id,
        -- text
        title_part_1,
        final_url,
        status as ad_status,
        source.type as ad_type,
        title as ad_title,
        title_part_2,
        title_part_3,
        domain,
        -- timestamps
        modified_time as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'modified_time'], []) }}

)

select * from renamed
