{{ current_versions(ref('stg_hubspot__email_campaigns__versions')) }}
