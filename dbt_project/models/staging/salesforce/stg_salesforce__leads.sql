{{ current_versions(ref('stg_salesforce__leads__versions')) }}
