{{ current_versions(ref('stg_linkedin_ads__campaign_groups__versions')) }}
