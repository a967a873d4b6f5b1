-- HubSpot owners as owner records; one with the e-mail of a Salesforce user becomes the same owner.

select
    source_record_key as owner_record_key,
    'hubspot' as system,
    'hubspot:' || hubspot_owner_id as owner_candidate_id,
    {{ email_normalised('email') }} as email,
    nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '') as owner_name,
    cast(null as string) as team_name,
    cast(null as string) as department,
    cast(null as string) as manager_owner_record_key,
    true as is_active,
    coalesce({{ lower_ascii('owner_type') }}, 'person') = 'queue' as is_queue,
    false as is_integration,
    cast(null as string) as salesforce_user_id,
    hubspot_owner_id
from {{ ref('stg_hubspot__owners') }}
