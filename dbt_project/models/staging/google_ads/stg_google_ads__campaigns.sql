{{ current_versions(ref('stg_google_ads__campaigns__versions')) }}
