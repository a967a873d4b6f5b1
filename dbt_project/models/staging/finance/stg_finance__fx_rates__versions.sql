{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'finance__fx_rate') }}
    {{ touched_keys(source('raw', 'finance__fx_rate'), ['rate_date', 'from_currency', 'to_currency']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('finance.fx_rate', [
            'rate_date', 'from_currency', 'to_currency'
        ]) }} as source_record_key,
        -- text
        from_currency,
        to_currency,
        -- numbers
        rate as fx_rate,
        -- timestamps
        rate_date as rate_on,
        published_at,
        -- versions
        {{ version_columns(key=['rate_date', 'from_currency', 'to_currency'], version=['published_at']) }}
    from source

)

select * from renamed
