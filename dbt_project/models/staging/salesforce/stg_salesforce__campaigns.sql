{{ current_versions(ref('stg_salesforce__campaigns__versions')) }}
