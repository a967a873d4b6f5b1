with

source as (

    select * from {{ source('raw', 'marketing_plan__target') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('marketing_plan.target', ['source.month', 'metric']) }} as source_record_key,
        -- text
        metric,
        unit,
        owner_team,
        -- numbers
        target_value,
        -- timestamps
        source.month as month_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_snapshot(['source.month', 'metric']) }}

)

select * from renamed
