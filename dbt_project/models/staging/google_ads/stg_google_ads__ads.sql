{{ current_versions(ref('stg_google_ads__ads__versions')) }}
