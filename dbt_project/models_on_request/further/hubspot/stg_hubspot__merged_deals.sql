with

source as (

    select * from {{ source('raw', 'hubspot__merged_deal') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.merged_deal', ['deal_id', 'merged_deal_id']) }} as source_record_key,
        deal_id as hubspot_deal_id,
        merged_deal_id as hubspot_merged_deal_id,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['deal_id', 'merged_deal_id'], ['_fivetran_synced']) }}

)

select * from renamed
