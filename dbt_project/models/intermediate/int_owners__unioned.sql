-- Owner records of every registered system with the owner they belong to. Two records are one owner when they share an
-- e-mail address; the owner's id is that of the Salesforce user if there is one, else of the least record.

with records as (

    {{ union_registered('owners', [
        'owner_record_key', 'system', 'owner_candidate_id', 'email', 'owner_name', 'team_name', 'department',
        'manager_owner_record_key', 'is_active', 'is_queue', 'is_integration', 'salesforce_user_id',
        'hubspot_owner_id',
    ]) }}

)

select
    *,
    first_value(owner_candidate_id) over (
        partition by coalesce(email, owner_record_key)
        order by
            case when system = 'salesforce' then 1 else 2 end,
            is_active desc,
            owner_record_key
    ) as owner_id
from records
