with

source as (

    select * from {{ source('raw', 'marketing_plan__budget') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('marketing_plan.budget', [
            'source.month', 'channel', 'campaign_code'
        ]) }} as source_record_key,
        -- text
        channel,
        campaign_code,
        currency,
        approved_by,
        -- numbers
        planned_amount as planned_amount_original,
        -- timestamps
        source.month as month_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_snapshot(['source.month', 'channel', 'campaign_code']) }}

)

select * from renamed
