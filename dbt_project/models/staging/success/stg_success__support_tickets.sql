{{ current_versions(ref('stg_success__support_tickets__versions')) }}
