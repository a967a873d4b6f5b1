-- Marketing e-mails as campaign records. Their code is the one their links carry; an e-mail without a tagged link has
-- none, so that newsletters do not look like campaigns that sales has never heard of.

with codes_of_links as (

    select
        events.hubspot_email_campaign_id,
        min({{ lower_ascii(utm_campaign_in('clicks.url')) }}) as campaign_code
    from {{ ref('stg_hubspot__email_event_clicks') }} as clicks
    inner join {{ ref('stg_hubspot__email_events') }} as events
        on clicks.hubspot_email_event_id = events.hubspot_email_event_id
    group by events.hubspot_email_campaign_id

)

select
    'hubspot:' || emails.hubspot_email_campaign_id as campaign_id,
    emails.hubspot_email_campaign_id as source_campaign_id,
    coalesce(emails.email_name, emails.subject) as campaign_name,
    'hubspot' as platform,
    'email' as channel_id,
    cast(null as string) as ad_account_id,
    cast(null as string) as currency,
    cast(null as string) as parent_campaign_id,
    'email' as hierarchy_level,
    cast(null as date) as started_on,
    cast(null as date) as ended_on,
    codes_of_links.campaign_code
from {{ ref('stg_hubspot__email_campaigns') }} as emails
left join codes_of_links on emails.hubspot_email_campaign_id = codes_of_links.hubspot_email_campaign_id
