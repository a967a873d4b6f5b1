with

source as (

    select * from {{ source('raw', 'hubspot__company_property_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.company_property_history', [
            'company_id',
            'name',
            'source.timestamp'
        ]) }} as source_record_key,
        company_id as hubspot_company_id,
        source_id as hubspot_source_id,
        -- text
        source.source as company_property_source,
        name as company_property_name,
        source.value as company_property_value,
        -- timestamps
        source.timestamp as occurred_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['company_id', 'name', 'source.timestamp']) }}

)

select * from renamed
