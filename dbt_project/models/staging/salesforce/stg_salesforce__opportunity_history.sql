{{ current_versions(ref('stg_salesforce__opportunity_history__versions')) }}
