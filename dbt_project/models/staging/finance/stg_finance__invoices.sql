{{ current_versions(ref('stg_finance__invoices__versions')) }}
