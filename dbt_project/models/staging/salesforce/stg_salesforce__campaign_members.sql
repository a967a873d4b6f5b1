{{ current_versions(ref('stg_salesforce__campaign_members__versions')) }}
