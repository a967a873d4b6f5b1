{{ current_versions(ref('stg_hubspot__engagement_meetings__versions')) }}
