with

source as (

    select * from {{ source('raw', 'hubspot__engagement_company') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.engagement_company', [
            'company_id',
            'engagement_id',
            'type_id'
        ]) }} as source_record_key,
        company_id as hubspot_company_id,
        engagement_id as hubspot_engagement_id,
        type_id as hubspot_type_id,
        -- text
        engagement_type,
        category as engagement_company_category,
        -- timestamps
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['company_id', 'engagement_id', 'type_id'], ['_fivetran_synced']) }}

)

select * from renamed
