-- Salesforce users and queues as owner records. A queue owns what no person has taken yet.

with users as (

    select * from {{ ref('stg_salesforce__users') }}

),

roles as (

    select * from {{ ref('stg_salesforce__user_roles') }}

),

integrations as (

    select distinct users.salesforce_user_id
    from users
    inner join {{ ref('integration_users') }} as patterns
        on case patterns.attribute
                when 'user_type' then {{ lower_ascii('users.user_type') }}
                when 'name' then {{ lower_ascii('users.user_name') }}
                when 'email' then {{ lower_ascii('users.email') }}
                when 'username' then {{ lower_ascii('users.username') }}
            end like patterns.pattern

),

people as (

    select
        users.source_record_key as owner_record_key,
        'salesforce' as system,
        'salesforce:' || users.salesforce_user_id as owner_candidate_id,
        {{ email_normalised('users.email') }} as email,
        users.user_name as owner_name,
        roles.role_name as team_name,
        users.department,
        'salesforce.user:' || users.manager_salesforce_user_id as manager_owner_record_key,
        coalesce(users.is_active, true) as is_active,
        false as is_queue,
        integrations.salesforce_user_id is not null as is_integration,
        users.salesforce_user_id,
        cast(null as string) as hubspot_owner_id
    from users
    left join roles on users.salesforce_user_role_id = roles.salesforce_user_role_id
    left join integrations on users.salesforce_user_id = integrations.salesforce_user_id

),

queues as (

    select
        source_record_key as owner_record_key,
        'salesforce' as system,
        'salesforce:' || salesforce_group_id as owner_candidate_id,
        cast(null as string) as email,
        group_name as owner_name,
        cast(null as string) as team_name,
        cast(null as string) as department,
        cast(null as string) as manager_owner_record_key,
        true as is_active,
        true as is_queue,
        false as is_integration,
        cast(null as string) as salesforce_user_id,
        cast(null as string) as hubspot_owner_id
    from {{ ref('stg_salesforce__groups') }}
    where coalesce({{ lower_ascii('group_type') }}, 'queue') = 'queue'

)

select * from people
union all
select * from queues
