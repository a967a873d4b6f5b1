{{ current_versions(ref('stg_hubspot__companies__versions')) }}
