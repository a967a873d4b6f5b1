{{ current_versions(ref('stg_salesforce__users__versions')) }}
