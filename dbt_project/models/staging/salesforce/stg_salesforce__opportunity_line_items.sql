{{ current_versions(ref('stg_salesforce__opportunity_line_items__versions')) }}
