{{ current_versions(ref('stg_success__subscriptions__versions')) }}
