with

source as (

    select * from {{ source('raw', 'google_ads__ad_group_criterion_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('google_ads.ad_group_criterion_history', ['id', 'updated_at']) }} as source_record_key,
        id as google_ads_ad_group_criterion_id,
        ad_group_id as google_ads_ad_group_id,
        base_campaign_id as google_ads_base_campaign_id,
        -- text
        source.type as ad_group_criterion_type,
        status as ad_group_criterion_status,
        keyword_match_type,
        keyword_text,
        -- timestamps
        updated_at as modified_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'updated_at'], ['_fivetran_synced']) }}

)

select * from renamed
