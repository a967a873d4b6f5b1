{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'files__opportunity') }}
    {{ touched_keys(source('raw', 'files__opportunity'), ['opportunity_id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('files.opportunity', ['opportunity_id']) }} as source_record_key,
        opportunity_id as files_opportunity_id,
        -- text
        account_name,
        owner_name,
        stage,
        product as product_name,
        currency,
        -- numbers
        amount as amount_original,
        -- timestamps
        created_on,
        closed_on,
        delivered_version as modified_at,
        -- versions
        {{ version_columns(key=['opportunity_id'], version=['delivered_version']) }}
    from source

)

select * from renamed
