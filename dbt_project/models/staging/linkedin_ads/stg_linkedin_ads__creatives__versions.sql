{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'linkedin_ads__creative_history') }}
    {{ touched_keys(source('raw', 'linkedin_ads__creative_history'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('linkedin_ads.creative_history', ['id']) }} as source_record_key,
        id as linkedin_ads_creative_id,
        campaign_id as linkedin_ads_campaign_id,
        -- text
        intended_status as creative_status,
        click_uri as click_url,
        -- timestamps
        last_modified_at as modified_at,
        created_time as created_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_at', '_fivetran_synced']) }}
    from source

)

select * from renamed
