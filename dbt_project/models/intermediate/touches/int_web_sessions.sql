-- Where each visit to the web site came from: its first event that says anything, else its very first one. A click id
-- tells the platform even when the UTM parameters were lost on the way; an internal referrer says nothing.

{{ config(materialized='table') }}

with events as (

    select
        web_session_id,
        web_event_id,
        occurred_at,
        {{ lower_ascii('trim(utm_source)') }} as utm_source,
        {{ lower_ascii('trim(utm_medium)') }} as utm_medium,
        {{ lower_ascii('trim(utm_campaign)') }} as utm_campaign,
        google_click_id,
        facebook_click_id,
        linkedin_click_id,
        {{ url_host('referrer') }} as referrer_host,
        {{ url_host('page_url') }} as page_host
    from {{ ref('stg_web__events') }}

),

first_events as (

    select *
    from events
    qualify
        row_number() over (
            partition by web_session_id
            order by
                case
                    when utm_source is not null or utm_medium is not null then 1
                    when google_click_id is not null or linkedin_click_id is not null then 1
                    else 2
                end,
                occurred_at,
                web_event_id
        ) = 1

),

resolved as (

    select
        first_events.*,
        coalesce(
            exact_rules.channel_id,
            medium_rules.channel_id,
            source_rules.channel_id,
            case
                when google_click_id is not null then 'paid_search'
                when linkedin_click_id is not null then 'paid_social'
                when utm_source is not null or utm_medium is not null then 'marketing_other'
                when facebook_click_id is not null then 'organic_social'
                when referrer_host is null or referrer_host = page_host then 'direct'
                when referrer_host like '%google.%' or referrer_host like '%bing.%' then 'organic_search'
                when referrer_host like '%duckduckgo.%' or referrer_host like '%ecosia.%' then 'organic_search'
                when referrer_host like '%facebook.%' or referrer_host like '%instagram.%' then 'organic_social'
                when referrer_host like '%linkedin.%' or referrer_host like '%t.co' then 'organic_social'
                else 'referral'
            end
        ) as channel_id,
        coalesce(
            exact_rules.platform,
            source_rules.platform,
            case
                when google_click_id is not null then 'google_ads'
                when linkedin_click_id is not null then 'linkedin_ads'
            end
        ) as platform
    from first_events
    left join {{ ref('channel_rules') }} as exact_rules
        on first_events.utm_source = exact_rules.source and first_events.utm_medium = exact_rules.medium
    left join {{ ref('channel_rules') }} as medium_rules
        on first_events.utm_medium = medium_rules.medium and medium_rules.source = '*'
    left join {{ ref('channel_rules') }} as source_rules
        on first_events.utm_source = source_rules.source and source_rules.medium = '*'

)

select
    resolved.web_session_id,
    resolved.channel_id,
    coalesce(platform_codes.campaign_id, codes.campaign_id) as campaign_id
from resolved
left join {{ ref('int_campaign_codes') }} as platform_codes
    on resolved.platform = platform_codes.platform and resolved.utm_campaign = platform_codes.code
left join {{ ref('int_campaign_codes') }} as codes
    on resolved.utm_campaign = codes.code and codes.platform = '*'
