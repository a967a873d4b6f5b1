with

source as (

    select * from {{ source('raw', 'marketing_plan__agency_fee') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('marketing_plan.agency_fee', [
            'source.month', 'agency', 'channel'
        ]) }} as source_record_key,
        -- text
        agency,
        channel,
        currency,
        -- numbers
        amount as amount_original,
        -- timestamps
        source.month as month_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_snapshot(['source.month', 'agency', 'channel']) }}

)

select * from renamed
