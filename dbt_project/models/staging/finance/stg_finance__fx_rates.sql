{{ current_versions(ref('stg_finance__fx_rates__versions')) }}
