{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'web__event') }}
    {{ new_rows(source('raw', 'web__event')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('web.event', ['event_id']) }} as source_record_key,
        event_id as web_event_id,
        anonymous_id as web_anonymous_id,
        session_id as web_session_id,
        gclid as google_click_id,
        fbclid as facebook_click_id,
        li_fat_id as linkedin_click_id,
        form_id as hubspot_form_id,
        hubspot_conversion_id,
        -- text
        event_name,
        page_url,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        utm_term,
        email,
        user_agent,
        country,
        -- booleans
        consent_analytics as is_analytics_consented,
        -- timestamps
        occurred_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['event_id']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
