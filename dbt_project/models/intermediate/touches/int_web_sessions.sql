-- Where each visit to the web site came from: its first event that says anything, else its very first one. A click id
-- tells the platform even when the UTM parameters were lost on the way; an internal referrer says nothing.
-- What many visits share (tags, referrers) is read once, not once per visit.
-- A build that starts from a release reads the visits with new events, or all if a campaign code has another meaning.

{{ incremental_by_key('web_session_id', replaces='web_session_id not in '
    ~ '(select held.web_session_id from staging.stg_web__events as held where held.web_session_id is not null)') }}

with events as (

    select events.*
    from {{ ref('stg_web__events') }} as events
    {% if builds_on_a_release() %}
    inner join (
        select web_session_id
        from {{ ref('stg_web__events') }}
        where {{ is_new(ref('stg_web__events')) }}

        union

        -- An event whose first delivery is accepted late may have left a visit.
        select earlier.web_session_id
        from previous.{{ ref('stg_web__events') }} as earlier
        inner join {{ ref('stg_web__events') }} as arrived on earlier.source_record_key = arrived.source_record_key
        where {{ is_new(ref('stg_web__events'), 'arrived.') }}

        union

        select web_session_id
        from {{ ref('stg_web__events') }}
        where exists ({{ changed_rows(ref('int_campaign_codes'), 'code', ['platform', 'campaign_id']) }})
    ) as touched on events.web_session_id = touched.web_session_id
    {% endif %}
    where events.web_session_id is not null

),

-- Told apart on few columns first: the window is over every page view.
telling_events as (

    select web_event_id
    from (
        select
            web_session_id,
            web_event_id,
            occurred_at,
            case
                when coalesce(utm_source, utm_medium, google_click_id, linkedin_click_id) is not null then 1
                else 2
            end as preference
        from events
    ) as narrow
    qualify row_number() over (partition by web_session_id order by preference, occurred_at, web_event_id) = 1

),

visits as (

    select
        events.web_session_id,
        coalesce(events.utm_source, '') as utm_source,
        coalesce(events.utm_medium, '') as utm_medium,
        coalesce(events.utm_campaign, '') as utm_campaign,
        case
            when events.google_click_id is not null then 'google_ads'
            when events.linkedin_click_id is not null then 'linkedin_ads'
            when events.facebook_click_id is not null then 'facebook'
            else ''
        end as click_platform,
        coalesce(events.referrer, '') as referrer,
        events.page_url
    from events
    inner join telling_events on events.web_event_id = telling_events.web_event_id

),

tags as (

    select distinct
        utm_source,
        utm_medium,
        utm_campaign,
        click_platform,
        nullif({{ lower_ascii('trim(utm_source)') }}, '') as source,
        nullif({{ lower_ascii('trim(utm_medium)') }}, '') as medium,
        nullif({{ lower_ascii('trim(utm_campaign)') }}, '') as code
    from (select distinct utm_source, utm_medium, utm_campaign, click_platform from visits) as combinations

),

ruled_tags as (

    select
        tags.*,
        coalesce(
            exact_rules.channel_id,
            medium_rules.channel_id,
            source_rules.channel_id,
            case
                when tags.click_platform = 'google_ads' then 'paid_search'
                when tags.click_platform = 'linkedin_ads' then 'paid_social'
                when tags.source is not null or tags.medium is not null then 'marketing_other'
                -- Facebook adds its click id to every link, paid or not.
                when tags.click_platform = 'facebook' then 'organic_social'
            end
        ) as channel_id,
        coalesce(
            exact_rules.platform,
            source_rules.platform,
            case when tags.click_platform in ('google_ads', 'linkedin_ads') then tags.click_platform end
        ) as platform
    from tags
    left join {{ ref('channel_rules') }} as exact_rules
        on tags.source = exact_rules.source and tags.medium = exact_rules.medium
    left join {{ ref('channel_rules') }} as medium_rules
        on tags.medium = medium_rules.medium and medium_rules.source = '*'
    left join {{ ref('channel_rules') }} as source_rules
        on tags.source = source_rules.source and source_rules.medium = '*'

),

resolved_tags as (

    select
        ruled_tags.utm_source,
        ruled_tags.utm_medium,
        ruled_tags.utm_campaign,
        ruled_tags.click_platform,
        ruled_tags.channel_id,
        coalesce(platform_codes.campaign_id, codes.campaign_id) as campaign_id
    from ruled_tags
    left join {{ ref('int_campaign_codes') }} as platform_codes
        on ruled_tags.platform = platform_codes.platform and ruled_tags.code = platform_codes.code
    left join {{ ref('int_campaign_codes') }} as codes
        on ruled_tags.code = codes.code and codes.platform = '*'

),

referrers as (

    select
        referrer,
        referrer_host,
        case
            when referrer_host is null then 'direct'
            when referrer_host like '%google.%' or referrer_host like '%bing.%' then 'organic_search'
            when referrer_host like '%duckduckgo.%' or referrer_host like '%ecosia.%' then 'organic_search'
            when referrer_host like '%facebook.%' or referrer_host like '%instagram.%' then 'organic_social'
            when referrer_host like '%linkedin.%' or referrer_host like '%t.co' then 'organic_social'
            else 'referral'
        end as channel_id
    from (
        select
            referrer,
            {{ url_host('referrer') }} as referrer_host
        from (select distinct referrer from visits) as distinct_referrers
    ) as hosts

)

select
    visits.web_session_id,
    case
        when resolved_tags.channel_id is not null then resolved_tags.channel_id
        when referrers.referrer_host is null then 'direct'
        when referrers.referrer_host = {{ url_host('visits.page_url') }} then 'direct'
        else referrers.channel_id
    end as channel_id,
    resolved_tags.campaign_id
from visits
inner join resolved_tags
    on
        visits.utm_source = resolved_tags.utm_source
        and visits.utm_medium = resolved_tags.utm_medium
        and visits.utm_campaign = resolved_tags.utm_campaign
        and visits.click_platform = resolved_tags.click_platform
inner join referrers on visits.referrer = referrers.referrer
