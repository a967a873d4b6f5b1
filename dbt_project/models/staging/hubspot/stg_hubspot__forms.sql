{{ current_versions(ref('stg_hubspot__forms__versions')) }}
