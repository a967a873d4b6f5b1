{{ current_versions(ref('stg_google_ads__ad_groups__versions')) }}
