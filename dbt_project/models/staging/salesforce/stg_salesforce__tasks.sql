{{ current_versions(ref('stg_salesforce__tasks__versions')) }}
