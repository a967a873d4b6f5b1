{{ current_versions(ref('stg_google_ads__accounts__versions')) }}
