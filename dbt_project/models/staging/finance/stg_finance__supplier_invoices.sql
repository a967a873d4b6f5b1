{{ current_versions(ref('stg_finance__supplier_invoices__versions')) }}
