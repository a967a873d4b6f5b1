with

source as (

    select * from {{ source('raw', 'hubspot__deal_company') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.deal_company', ['company_id', 'deal_id', 'type_id']) }} as source_record_key,
        company_id as hubspot_company_id,
        deal_id as hubspot_deal_id,
        type_id as hubspot_type_id,
        -- text
        category as deal_company_category,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['company_id', 'deal_id', 'type_id'], []) }}

)

select * from renamed
