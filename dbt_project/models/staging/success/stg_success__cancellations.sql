{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'success__cancellation') }}
    {{ new_rows(source('raw', 'success__cancellation')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('success.cancellation', ['cancellation_id']) }} as source_record_key,
        cancellation_id as success_cancellation_id,
        subscription_id as success_subscription_id,
        salesforce_account_id,
        -- text
        reason,
        comment,
        -- timestamps
        cancelled_on,
        effective_on,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['cancellation_id']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
