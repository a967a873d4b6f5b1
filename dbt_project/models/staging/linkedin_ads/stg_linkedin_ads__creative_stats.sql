{{ current_versions(ref('stg_linkedin_ads__creative_stats__versions')) }}
