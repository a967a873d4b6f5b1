with

source as (

    select * from {{ source('raw', 'hubspot__deal_stage') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.deal_stage', ['deal_id', 'date_entered']) }} as source_record_key,
        deal_id as hubspot_deal_id,
        source_id as hubspot_source_id,
        -- text
        source.source as deal_stage_source,
        source.value as deal_stage_value,
        -- booleans
        _fivetran_active as is_active,
        -- timestamps
        _fivetran_start as valid_from_at,
        _fivetran_end as valid_to_at,
        _fivetran_synced as synced_at,
        date_entered as entered_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['deal_id', 'date_entered'], ['_fivetran_synced']) }}

)

select * from renamed
