-- Several CRM accounts may be one account: their usage of a week is summed.

select
    account_links.account_id,
    usage.week_start_on,
    cast(coalesce(sum(usage.active_users), 0) as bigint) as active_users,
    cast(coalesce(sum(usage.sessions), 0) as bigint) as sessions,
    cast(coalesce(sum(usage.key_actions), 0) as bigint) as key_actions
from {{ ref('stg_success__usage') }} as usage
inner join {{ ref('int_account_links') }} as account_links
    on 'salesforce.account:' || usage.salesforce_account_id = account_links.source_record_key
group by account_links.account_id, usage.week_start_on
