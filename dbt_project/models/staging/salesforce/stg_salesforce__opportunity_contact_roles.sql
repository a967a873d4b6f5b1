{{ current_versions(ref('stg_salesforce__opportunity_contact_roles__versions')) }}
