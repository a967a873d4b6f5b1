with

source as (

    select * from {{ source('raw', 'twitter_ads__campaign_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('twitter_ads.campaign_history', ['id', 'updated_at']) }} as source_record_key,
        account_id as twitter_ads_account_id,
        funding_instrument_id as twitter_ads_funding_instrument_id,
        id as twitter_ads_campaign_id,
        -- text
        currency,
        name as campaign_name,
        -- timestamps
        _fivetran_synced as synced_at,
        created_at,
        updated_at as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'updated_at'], ['_fivetran_synced'], 'deleted') }}

)

select * from renamed
