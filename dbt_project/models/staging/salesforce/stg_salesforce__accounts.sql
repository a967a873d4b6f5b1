{{ current_versions(ref('stg_salesforce__accounts__versions')) }}
