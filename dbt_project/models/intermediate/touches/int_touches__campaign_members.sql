-- Members of Salesforce campaigns in the shape of the union `touches`: a response on its day, or being put on the
-- campaign where none is known.

select
    members.source_record_key as touch_key,
    cast(null as string) as dedupe_key,
    false as is_copy,
    case
        when coalesce(members.has_responded, false) and members.first_responded_on is not null
            then cast(members.first_responded_on as timestamp)
        else members.created_at
    end as occurred_at,
    case
        when coalesce(members.has_responded, false) and members.first_responded_on is not null then 'day'
        else 'second'
    end as time_precision,
    coalesce(
        {{ source_record_reference('salesforce.contact', 'members.salesforce_contact_id') }},
        {{ source_record_reference('salesforce.lead', 'members.salesforce_lead_id') }}
    ) as person_record_key,
    cast(null as string) as account_record_key,
    'salesforce:' || members.salesforce_campaign_id as campaign_id,
    cast(null as string) as channel_id,   -- the campaign's
    'marketing' as department,
    'salesforce' as system,
    case when coalesce(members.has_responded, false) then 'campaign_response' else 'campaign_sent' end as touch_type,
    true as is_human,
    cast(null as string) as owner_record_key,
    cast(null as string) as opportunity_id,
    members.source_record_key
from {{ ref('stg_salesforce__campaign_members') }} as members
where coalesce(cast(members.first_responded_on as timestamp), members.created_at) is not null
