{{ current_versions(ref('stg_files__opportunities__versions')) }}
