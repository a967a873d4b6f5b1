-- Forms that HubSpot received, in the shape of the union `touches`. The web site tracks the same submission: both carry
-- the conversion as dedupe_key; HubSpot knows the person, the web site where the visitor came from.

with submissions as (

    select
        *,
        {{ lower_ascii(url_parameter('page_url', 'utm_source')) }} as utm_source,
        {{ lower_ascii(url_parameter('page_url', 'utm_medium')) }} as utm_medium,
        {{ lower_ascii(utm_campaign_in('page_url')) }} as utm_campaign
    from {{ ref('stg_hubspot__form_submissions') }}

),

resolved as (

    select
        submissions.*,
        coalesce(exact_rules.channel_id, medium_rules.channel_id, source_rules.channel_id) as channel_id,
        coalesce(exact_rules.platform, medium_rules.platform, source_rules.platform) as platform
    from submissions
    left join {{ ref('channel_rules') }} as exact_rules
        on submissions.utm_source = exact_rules.source and submissions.utm_medium = exact_rules.medium
    left join {{ ref('channel_rules') }} as medium_rules
        on submissions.utm_medium = medium_rules.medium and medium_rules.source = '*'
    left join {{ ref('channel_rules') }} as source_rules
        on submissions.utm_source = source_rules.source and source_rules.medium = '*'

)

select
    resolved.source_record_key as touch_key,
    'hubspot.conversion:' || resolved.hubspot_conversion_id as dedupe_key,
    false as is_copy,
    resolved.submitted_at as occurred_at,
    'second' as time_precision,
    {{ source_record_reference('hubspot.contact', 'resolved.hubspot_contact_id') }} as person_record_key,
    cast(null as string) as account_record_key,
    coalesce(platform_codes.campaign_id, codes.campaign_id) as campaign_id,
    resolved.channel_id,
    'marketing' as department,
    'hubspot' as system,
    'form_submitted' as touch_type,
    true as is_human,
    cast(null as string) as owner_record_key,
    cast(null as string) as opportunity_id,
    resolved.source_record_key
from resolved
left join {{ ref('int_campaign_codes') }} as platform_codes
    on resolved.platform = platform_codes.platform and resolved.utm_campaign = platform_codes.code
left join {{ ref('int_campaign_codes') }} as codes
    on resolved.utm_campaign = codes.code and codes.platform = '*'
