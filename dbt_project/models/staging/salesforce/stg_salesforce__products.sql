{{ current_versions(ref('stg_salesforce__products__versions')) }}
