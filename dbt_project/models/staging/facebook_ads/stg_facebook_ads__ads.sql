{{ current_versions(ref('stg_facebook_ads__ads__versions')) }}
