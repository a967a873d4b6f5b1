with

source as (

    select * from {{ source('raw', 'reddit_ads__campaign') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('reddit_ads.campaign', ['id']) }} as source_record_key,
        id as reddit_ads_campaign_id,
        account_id as reddit_ads_account_id,
        funding_instrument_id as reddit_ads_funding_instrument_id,
        -- text
        configured_status,
        effective_status,
        name as campaign_name,
        objective,
        -- booleans
        is_processing,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id'], ['_fivetran_synced']) }}

)

select * from renamed
