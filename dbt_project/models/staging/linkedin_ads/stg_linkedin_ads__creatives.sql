{{ current_versions(ref('stg_linkedin_ads__creatives__versions')) }}
