{{ current_versions(ref('stg_facebook_ads__accounts__versions')) }}
