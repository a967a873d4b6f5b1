-- Touches of every registered source with the person they lead to, copies still in.

{{ config(materialized='view') }}

with touches as (

    {{ union_registered('touches', [
        'touch_key', 'dedupe_key', 'is_copy', 'occurred_at', 'time_precision', 'person_record_key',
        'account_record_key', 'campaign_id', 'channel_id', 'department', 'system', 'touch_type', 'is_human',
        'owner_record_key', 'opportunity_id', 'source_record_key',
    ]) }}

)

select
    touches.*,
    person_links.person_id
from touches
left join {{ ref('int_person_links') }} as person_links
    on touches.person_record_key = person_links.source_record_key
