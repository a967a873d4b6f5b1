with

source as (

    select * from {{ source('raw', 'marketing_plan__salary') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('marketing_plan.salary', ['source.month', 'team']) }} as source_record_key,
        -- text
        team as team_name,
        currency,
        -- numbers
        headcount,
        amount as amount_original,
        -- timestamps
        source.month as month_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_snapshot(['source.month', 'team']) }}

)

select * from renamed
