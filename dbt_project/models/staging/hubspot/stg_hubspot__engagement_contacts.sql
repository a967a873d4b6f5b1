{{ current_versions(ref('stg_hubspot__engagement_contacts__versions')) }}
