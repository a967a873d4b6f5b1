{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'google_ads__ad_history') }}
    {{ touched_keys(source('raw', 'google_ads__ad_history'), ['ad_group_id', 'id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('google_ads.ad_history', ['ad_group_id', 'id']) }} as source_record_key,
        id as google_ads_ad_id,
        ad_group_id as google_ads_ad_group_id,
        -- text
        name as ad_name,
        type as ad_type,
        status as ad_status,
        display_url,
        final_urls,
        -- timestamps
        updated_at as modified_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['ad_group_id', 'id'], version=['updated_at', '_fivetran_synced']) }}
    from source

)

select * from renamed
