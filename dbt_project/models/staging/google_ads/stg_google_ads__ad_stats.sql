{{ current_versions(ref('stg_google_ads__ad_stats__versions')) }}
