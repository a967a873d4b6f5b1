with records as (

    select
        *,
        row_number() over (
            partition by owner_id
            order by case when system = 'salesforce' then 1 else 2 end, is_active desc, owner_record_key
        ) as trust_order
    from {{ ref('int_owners__unioned') }}

),

managers as (

    select
        owner_record_key,
        owner_id
    from {{ ref('int_owners__unioned') }}

)

select
    records.owner_id,
    min_by(records.owner_name, records.trust_order) filter (where records.owner_name is not null) as owner_name,
    min_by(records.team_name, records.trust_order) filter (where records.team_name is not null) as team_name,
    min_by(records.department, records.trust_order) filter (where records.department is not null) as department,
    min_by(managers.owner_id, records.trust_order) filter (where managers.owner_id is not null) as manager_owner_id,
    min_by(records.is_active, records.trust_order) as is_active,
    {{ any_true('records.is_queue') }} as is_queue,
    {{ any_true('records.is_integration') }} as is_integration,
    min_by(records.salesforce_user_id, records.trust_order) filter (where records.salesforce_user_id is not null)
        as salesforce_user_id,
    min_by(records.hubspot_owner_id, records.trust_order) filter (where records.hubspot_owner_id is not null)
        as hubspot_owner_id
from records
left join managers on records.manager_owner_record_key = managers.owner_record_key
group by records.owner_id
