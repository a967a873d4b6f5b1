with

source as (

    select * from {{ source('raw', 'snapchat_ads__creative_url_tag_history') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('snapchat_ads.creative_url_tag_history', [
            'creative_id',
            'source.key'
        ]) }} as source_record_key,
        creative_id as snapchat_ads_creative_id,
        -- text
        source.key as creative_url_tag_key,
        source.value as creative_url_tag_value,
        -- timestamps
        updated_at as modified_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['creative_id', 'source.key'], ['updated_at']) }}

)

select * from renamed
