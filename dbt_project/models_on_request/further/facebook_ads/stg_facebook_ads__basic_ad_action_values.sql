with

source as (

    select * from {{ source('raw', 'facebook_ads__basic_ad_action_values') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('facebook_ads.basic_ad_action_values', [
            'ad_id',
            'source.date',
            'source.index',
            'action_type'
        ]) }} as source_record_key,
        ad_id as facebook_ads_ad_id,
        _fivetran_id as connector_row_id,
        -- text
        action_type,
        _7_d_click,
        -- numbers
        source.index as basic_ad_action_values_index,
        source.value as basic_ad_action_values_value,
        -- timestamps
        source.date as reported_on,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['ad_id', 'source.date', 'source.index', 'action_type'], ['_fivetran_synced']) }}

)

select * from renamed
