-- A build that starts from a release replaces the web events and mails that changed (int_touches__changed) and all
-- other touches. A form is not among those web events, because its submission tells of it, too.

{% set written_anew %}
    (
        touch_key not like 'hubspot.email_event:%'
        and (touch_key not like 'web.event:%' or touch_type = 'form_submitted')
    )
{% endset %}

{{ incremental_by_key('touch_id', replaces=written_anew | replace('touch_key', 'touch_id')) }}

-- depends_on: {{ ref('int_touches__changed') }}

with touches as (

    select * from {{ ref('int_touches__deduplicated') }}
    {% if builds_on_a_release() %}
    where
        {{ written_anew }}
        or touch_key in (select changed.touch_key from {{ ref('int_touches__changed') }} as changed)
    {% endif %}

),

account_links as (

    select * from {{ ref('int_account_links') }}

)

select
    touches.touch_key as touch_id,
    touches.occurred_at,
    cast(touches.occurred_at as date) as touch_date,
    touches.time_precision,
    touches.person_id,
    coalesce(account_links.account_id, person_accounts.account_id) as account_id,
    campaigns.campaign_id,
    coalesce(touches.channel_id, campaigns.channel_id, 'unknown') as channel_id,
    touches.department,
    touches.system,
    touches.touch_type,
    types.direction,
    types.counts_as_response and touches.is_human as counts_as_response,
    touches.is_human,
    owners.owner_id,
    opportunities.opportunity_id,
    touches.source_record_key,
    touches.source_record_count
from touches
left join {{ ref('touch_types') }} as types on touches.touch_type = types.touch_type
left join account_links on touches.account_record_key = account_links.source_record_key
left join {{ ref('int_person_accounts') }} as person_accounts on touches.person_id = person_accounts.person_id
left join {{ ref('int_campaigns__unioned') }} as campaigns on touches.campaign_id = campaigns.campaign_id
left join {{ ref('int_owners__unioned') }} as owners on touches.owner_record_key = owners.owner_record_key
left join {{ ref('int_opportunities__unioned') }} as opportunities
    on touches.opportunity_id = opportunities.opportunity_id
