with

source as (

    select * from {{ source('raw', 'microsoft_ads__keyword_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('microsoft_ads.keyword_history', ['id', 'modified_time']) }} as source_record_key,
        id as microsoft_ads_keyword_id,
        ad_group_id as microsoft_ads_ad_group_id,
        -- text
        name as keyword_name,
        match_type,
        status as keyword_status,
        -- timestamps
        modified_time as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'modified_time'], []) }}

)

select * from renamed
