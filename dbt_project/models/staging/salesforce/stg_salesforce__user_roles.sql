{{ current_versions(ref('stg_salesforce__user_roles__versions')) }}
