select
    opportunity_id,
    person_id,
    role,
    is_primary,
    evidence
from {{ ref('int_opportunity_people') }}
