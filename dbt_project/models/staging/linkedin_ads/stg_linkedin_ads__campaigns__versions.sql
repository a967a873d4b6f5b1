{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'linkedin_ads__campaign_history') }}
    {{ touched_keys(source('raw', 'linkedin_ads__campaign_history'), ['id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('linkedin_ads.campaign_history', ['id']) }} as source_record_key,
        id as linkedin_ads_campaign_id,
        account_id as linkedin_ads_account_id,
        campaign_group_id as linkedin_ads_campaign_group_id,
        -- text
        name as campaign_name,
        version_tag,
        status as campaign_status,
        objective_type as objective,
        -- timestamps
        last_modified_time as modified_at,
        created_time as created_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id'], version=['last_modified_time', '_fivetran_synced']) }}
    from source

)

select * from renamed
