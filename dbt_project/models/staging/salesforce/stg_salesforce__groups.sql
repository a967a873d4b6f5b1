{{ current_versions(ref('stg_salesforce__groups__versions')) }}
