{{ current_versions(ref('stg_facebook_ads__ad_actions__versions')) }}
