-- Opportunities from files in the shape of the union `opportunities`. Their accounts and owners are known by name.

select
    'files:' || files_opportunity_id as opportunity_id,
    'files' as system,
    source_record_key,
    files_opportunity_id as opportunity_name,
    {{ source_record_reference('files.account', 'account_name') }} as account_record_key,
    cast(null as string) as primary_person_record_key,
    {{ source_record_reference('files.owner', 'owner_name') }} as owner_record_key,
    cast(null as string) as campaign_id,
    stage as source_stage,
    cast(null as string) as opportunity_type,
    cast(null as string) as lead_source,
    cast(null as string) as loss_reason,
    created_on,
    cast(created_on as timestamp) as created_at,
    closed_on,
    stage <> 'open' as is_closed,
    stage = 'won' as is_won,
    amount_original,
    currency,
    cast(null as decimal(9, 2)) as probability
from {{ ref('stg_files__opportunities') }}
