-- Owners that came as files, and those that only opportunities name. Names are personal, so ids are their md5.

with listed as (

    select
        owner_name,
        manager_name,
        office
    from {{ ref('stg_files__owners') }}

),

managers as (

    select distinct manager_name as owner_name
    from listed
    where manager_name is not null

),

sellers as (

    select distinct owner_name
    from {{ ref('stg_files__opportunities') }}
    where owner_name is not null

),

everyone as (

    select owner_name from listed
    union
    select owner_name from managers
    union
    select owner_name from sellers

)

select
    'files.owner:' || everyone.owner_name as owner_record_key,
    'files' as system,
    'files:' || {{ surrogate_key(['everyone.owner_name']) }} as owner_candidate_id,
    cast(null as string) as email,
    everyone.owner_name,
    listed.office as team_name,
    'sales' as department,
    'files.owner:' || listed.manager_name as manager_owner_record_key,
    true as is_active,
    false as is_queue,
    false as is_integration,
    cast(null as string) as salesforce_user_id,
    cast(null as string) as hubspot_owner_id
from everyone
left join listed on everyone.owner_name = listed.owner_name
