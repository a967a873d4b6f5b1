with

source as (

    select * from {{ source('raw', 'hubspot__deal_property_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.deal_property_history', [
            'deal_id',
            'name',
            'source.timestamp'
        ]) }} as source_record_key,
        deal_id as hubspot_deal_id,
        source_id as hubspot_source_id,
        -- text
        source.source as deal_property_source,
        name as deal_property_name,
        source.value as deal_property_value,
        -- timestamps
        source.timestamp as occurred_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['deal_id', 'name', 'source.timestamp']) }}

)

select * from renamed
