{{ current_versions(ref('stg_facebook_ads__ad_sets__versions')) }}
