-- The only way from a source record to an account (see int_person_links).

select
    source_record_key,
    account_id
from {{ source('identity', 'account_links') }}
where valid_to is null
