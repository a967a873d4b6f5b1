{{ current_versions(ref('stg_linkedin_ads__campaigns__versions')) }}
