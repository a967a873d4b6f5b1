with

source as (

    select * from {{ source('raw', 'apple_search_ads__campaign_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('apple_search_ads.campaign_history', [
            'id',
            'modification_time'
        ]) }} as source_record_key,
        id as apple_search_ads_campaign_id,
        adam_id as apple_search_ads_adam_id,
        organization_id as apple_search_ads_organization_id,
        -- text
        loc_invoice_detail_buyer_name,
        loc_invoice_detail_client_name,
        name as campaign_name,
        status as campaign_status,
        -- timestamps
        modification_time as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['id', 'modification_time'], [], 'deleted') }}

)

select * from renamed
