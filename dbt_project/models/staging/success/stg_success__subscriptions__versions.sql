{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'success__subscription') }}
    {{ touched_keys(source('raw', 'success__subscription'), ['subscription_id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('success.subscription', ['subscription_id']) }} as source_record_key,
        subscription_id as success_subscription_id,
        salesforce_account_id,
        salesforce_opportunity_id,
        -- text
        product_code,
        currency,
        status as subscription_status,
        -- numbers
        annual_amount as annual_amount_original,
        -- timestamps
        starts_on,
        ends_on,
        renewal_date as renewal_on,
        updated_at as modified_at,
        -- versions
        {{ version_columns(key=['subscription_id'], version=['updated_at']) }}
    from source

)

select * from renamed
