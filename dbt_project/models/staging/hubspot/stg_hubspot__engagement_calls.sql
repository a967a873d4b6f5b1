{{ current_versions(ref('stg_hubspot__engagement_calls__versions')) }}
