{{ incremental_by_key() }}

with

source as (

    select * from {{ source('raw', 'linkedin_ads__lead_form_response') }}
    {{ new_rows(source('raw', 'linkedin_ads__lead_form_response')) }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('linkedin_ads.lead_form_response', ['id']) }} as source_record_key,
        id as linkedin_ads_lead_form_response_id,
        form_id as linkedin_ads_form_id,
        campaign_id as linkedin_ads_campaign_id,
        creative_id as linkedin_ads_creative_id,
        -- text
        first_name,
        last_name,
        email,
        phone,
        company_name,
        job_title,
        country,
        -- booleans
        test_lead as is_test_lead,
        -- timestamps
        submitted_at,
        _fivetran_synced as synced_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ first_of_key(['id']) }}

)

select * from renamed
{{ unless_landed_before('renamed') }}
