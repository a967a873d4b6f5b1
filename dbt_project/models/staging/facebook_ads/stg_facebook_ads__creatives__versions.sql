{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'facebook_ads__creative_history') }}
    {{ touched_keys(source('raw', 'facebook_ads__creative_history'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('facebook_ads.creative_history', ['id']) }} as source_record_key,
        id as facebook_ads_creative_id,
        account_id as facebook_ads_account_id,
        -- text
        _fivetran_id as creative_version_key,
        name as creative_name,
        page_link,
        url_tags,
        -- timestamps
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['_fivetran_synced']) }}
    from source

)

select * from renamed
