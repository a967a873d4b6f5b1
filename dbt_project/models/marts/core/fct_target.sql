select
    month_on as month,
    metric,
    target_value,
    unit,
    owner_team
from {{ ref('stg_marketing_plan__targets') }}
