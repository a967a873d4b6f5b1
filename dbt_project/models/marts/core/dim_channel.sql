select
    channel_id,
    channel_name,
    department,
    is_paid
from {{ ref('channels') }}
