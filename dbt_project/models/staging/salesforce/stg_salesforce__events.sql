{{ current_versions(ref('stg_salesforce__events__versions')) }}
