-- A team change is a new version of the user. Roles that were renamed carry their present name throughout.

with versions as (

    select
        users.source_record_key,
        users.valid_from,
        users.valid_to,
        coalesce(users.is_active, true) and not users.is_deleted as is_active,
        roles.role_name as team_name,
        'salesforce.user:' || users.manager_salesforce_user_id as manager_owner_record_key
    from {{ ref('stg_salesforce__users__versions') }} as users
    left join {{ ref('stg_salesforce__user_roles') }} as roles
        on users.salesforce_user_role_id = roles.salesforce_user_role_id
    -- Two versions of one moment leave an empty interval to the first of them.
    where users.valid_from is not null and (users.valid_to is null or users.valid_from < users.valid_to)

),

owners as (

    select
        owner_record_key,
        owner_id,
        salesforce_user_id
    from {{ ref('int_owners__unioned') }}

)

select
    owners.owner_id,
    versions.team_name,
    managers.owner_id as manager_owner_id,
    versions.is_active,
    versions.valid_from,
    versions.valid_to
from versions
-- Of several users that are one owner only the one whose id the owner bears has a history here.
inner join owners
    on
        versions.source_record_key = owners.owner_record_key
        and owners.owner_id = 'salesforce:' || owners.salesforce_user_id
left join owners as managers on versions.manager_owner_record_key = managers.owner_record_key
