with

source as (

    select * from {{ source('raw', 'facebook_ads__demographics_region') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('facebook_ads.demographics_region', [
            '_fivetran_id',
            'source.date'
        ]) }} as source_record_key,
        _fivetran_id as connector_row_id,
        account_id as facebook_ads_account_id,
        -- text
        frequency,
        reach,
        region,
        -- numbers
        impressions,
        inline_link_clicks,
        spend,
        -- timestamps
        _fivetran_synced as synced_at,
        source.date as reported_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['_fivetran_id', 'source.date'], ['_fivetran_synced']) }}

)

select * from renamed
