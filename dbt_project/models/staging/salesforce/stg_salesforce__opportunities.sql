{{ current_versions(ref('stg_salesforce__opportunities__versions')) }}
