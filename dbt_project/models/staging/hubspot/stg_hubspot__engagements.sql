{{ current_versions(ref('stg_hubspot__engagements__versions')) }}
