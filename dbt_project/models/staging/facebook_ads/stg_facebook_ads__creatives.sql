{{ current_versions(ref('stg_facebook_ads__creatives__versions')) }}
