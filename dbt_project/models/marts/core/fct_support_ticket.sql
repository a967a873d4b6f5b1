select
    'success:' || tickets.success_support_ticket_id as ticket_id,
    coalesce(account_links.account_id, person_accounts.account_id) as account_id,
    person_links.person_id,
    tickets.category,
    tickets.priority,
    tickets.ticket_status,
    tickets.opened_at,
    tickets.first_reply_at,
    tickets.solved_at,
    {{ date_diff_hours('tickets.opened_at', 'tickets.first_reply_at') }} as hours_to_first_reply,
    {{ date_diff_hours('tickets.opened_at', 'tickets.solved_at') }} as hours_to_solution,
    tickets.satisfaction
from {{ ref('stg_success__support_tickets') }} as tickets
left join {{ ref('int_account_links') }} as account_links
    on 'salesforce.account:' || tickets.salesforce_account_id = account_links.source_record_key
left join {{ ref('int_person_links') }} as person_links on tickets.source_record_key = person_links.source_record_key
left join {{ ref('int_person_accounts') }} as person_accounts on person_links.person_id = person_accounts.person_id
