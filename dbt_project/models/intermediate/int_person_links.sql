-- The only way from a source record to a person. Links that were undone keep their row in identity.person_links with
-- a valid_to; a model that read them directly would bring undone merges back.

select
    source_record_key,
    person_id
from {{ source('identity', 'person_links') }}
where valid_to is null
