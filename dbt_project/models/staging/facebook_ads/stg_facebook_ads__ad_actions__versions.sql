{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'facebook_ads__basic_ad_actions') }}
    {{ touched_keys(source('raw', 'facebook_ads__basic_ad_actions'), [
        'ad_id', 'source.date', '_fivetran_id', 'source.index'
    ]) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('facebook_ads.basic_ad_actions', [
            'ad_id', 'source.date', '_fivetran_id', 'source.index'
        ]) }} as source_record_key,
        ad_id as facebook_ads_ad_id,
        -- text
        _fivetran_id as breakdown_key,
        action_type,
        -- numbers
        source.index as action_index,
        source.value as action_count,
        _1_d_view as action_count_1_day_view,
        _7_d_click as action_count_7_day_click,
        source.inline as action_count_inline,
        -- timestamps
        source.date as stat_on,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(
            key=['ad_id', 'source.date', '_fivetran_id', 'source.index'],
            version=['_fivetran_synced']
        ) }}
    from source

)

select * from renamed
