with

source as (

    select * from {{ source('raw', 'microsoft_ads__campaign_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('microsoft_ads.campaign_history', ['id', 'modified_time']) }} as source_record_key,
        id as microsoft_ads_campaign_id,
        account_id as microsoft_ads_account_id,
        -- text
        name as campaign_name,
        source.type as campaign_type,
        time_zone,
        status as campaign_status,
        -- timestamps
        modified_time as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'modified_time'], []) }}

)

select * from renamed
