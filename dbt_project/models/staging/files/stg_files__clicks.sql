with

source as (

    select * from {{ source('raw', 'files__click') }}

),

-- A click has no key and equal rows are different clicks: each gets its number among its equals, so that the key
-- depends on what was delivered and not on the order in which it landed.
numbered as (

    select
        *,
        row_number() over (
            partition by clicked_on, source, industry, campaign
            order by _landing_seq, _row_number
        ) as occurrence
    from source

),

renamed as (

    select
        -- ids
        {{ source_record_key('files.click', ['clicked_on', 'source', 'industry', 'campaign', 'occurrence']) }}
            as source_record_key,
        -- text
        source as click_source,
        industry,
        campaign as campaign_name,
        -- numbers
        occurrence,
        -- timestamps
        clicked_on,
        -- origin
        _landing_seq,
        _row_number
    from numbered

)

select * from renamed
