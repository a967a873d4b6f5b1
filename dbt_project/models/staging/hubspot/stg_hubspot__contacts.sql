{{ current_versions(ref('stg_hubspot__contacts__versions')) }}
