{{ current_versions(ref('stg_hubspot__owners__versions')) }}
