{{ current_versions(ref('stg_facebook_ads__campaigns__versions')) }}
