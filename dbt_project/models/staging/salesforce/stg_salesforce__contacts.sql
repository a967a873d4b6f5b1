{{ current_versions(ref('stg_salesforce__contacts__versions')) }}
