{{ current_versions(ref('stg_events__registrations__versions')) }}
