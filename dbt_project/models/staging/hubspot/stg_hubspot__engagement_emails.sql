{{ current_versions(ref('stg_hubspot__engagement_emails__versions')) }}
