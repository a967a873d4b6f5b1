with

source as (

    select * from {{ source('raw', 'marketing_plan__tool') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('marketing_plan.tool', ['source.month', 'tool']) }} as source_record_key,
        -- text
        tool as tool_name,
        used_by,
        currency,
        -- numbers
        amount as amount_original,
        -- timestamps
        source.month as month_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_snapshot(['source.month', 'tool']) }}

)

select * from renamed
