{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'success__support_ticket') }}
    {{ touched_keys(source('raw', 'success__support_ticket'), ['ticket_id']) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('success.support_ticket', ['ticket_id']) }} as source_record_key,
        ticket_id as success_support_ticket_id,
        salesforce_account_id,
        -- text
        requester_email,
        subject,
        category,
        priority,
        status as ticket_status,
        satisfaction,
        -- timestamps
        opened_at,
        first_reply_at,
        solved_at,
        updated_at as modified_at,
        -- versions
        {{ version_columns(key=['ticket_id'], version=['updated_at']) }}
    from source

)

select * from renamed
