{{ current_versions(ref('stg_linkedin_ads__accounts__versions')) }}
