{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'salesforce__opportunity_history') }}
    {{ touched_keys(source('raw', 'salesforce__opportunity_history'), ['id', '_fivetran_start']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('salesforce.opportunity_history', ['id', '_fivetran_start']) }} as source_record_key,
        id as salesforce_opportunity_id,
        account_id as salesforce_account_id,
        owner_id as salesforce_owner_id,
        -- text
        stage_name,
        currency_iso_code as currency,
        type as opportunity_type,
        lead_source,
        -- numbers
        amount as amount_original,
        probability,
        -- booleans
        _fivetran_active as is_active_version,
        is_closed,
        is_won,
        is_deleted as is_record_deleted,
        -- timestamps
        _fivetran_start as recorded_from_at,
        case when not coalesce(_fivetran_active, false) then _fivetran_end end as recorded_to_at,
        cast(close_date as date) as close_on,
        created_date as created_at,
        _fivetran_synced as synced_at,
        -- versions
        {{ version_columns(key=['id', '_fivetran_start'], version=['_fivetran_synced']) }}
    from source

)

select * from renamed
