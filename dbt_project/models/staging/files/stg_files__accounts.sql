{{ current_versions(ref('stg_files__accounts__versions')) }}
