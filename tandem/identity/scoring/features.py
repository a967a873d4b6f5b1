"""What two person records can be compared by, one row per record with a name."""

import duckdb

FEATURES = "normalised.features"
SCORES = "identity.person_scores"

# What identity knows of a record, in the form in which it is compared. Lists are sorted and may be empty.
COLUMNS = (
    "source_record_key",
    "is_nameless",
    "given",
    "family",
    "name_groups",
    "birth_on",
    "emails",
    "email",
    "work_domains",
    "phones",
    "employer",
    "functions",
    "street",
    "postcode",
    "city",
)

# An address that spells a name, with or without a number: ann.lee@, ann_lee85@.
SPELT = r"^([a-z]{3,})[._]([a-z]{3,})[0-9]*@"


def collect_features(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill temporary table ``found_features`` from what ``person_keys.collect_keys`` left.

    A record without any name is left out: an address or a telephone number alone is the business of exact keys. The
    company of a record that names none is the one at whose domain its address is.
    """
    connection.execute(
        """
        create or replace temp table found_features as
        with addresses as (
            select
                person_emails.no,
                list(distinct person_emails.email order by person_emails.email) as emails,
                list(distinct work_domains.text order by work_domains.text)
                    filter (where work_domains.text is not null) as work_domains
            from person_emails
            left join roles on split_part(person_emails.email, '@', 1) = roles.local_part
            left join work_domains on split_part(person_emails.email, '@', 2) = work_domains.text
            where person_emails.email is not null and roles.local_part is null
            group by person_emails.no
        ),
        numbers as (
            select no, list(phone order by phone) as phones from person_phones group by no
        ),
        domain_employers as (
            select domain, min(employer) as employer from employer_domains group by domain
        )
        select
            people.source_record_key,
            signatures.is_nameless,
            case when signatures.is_nameless then regexp_extract(addresses.emails[1], $spelt, 1) else people.given end
                as given,
            case when signatures.is_nameless then regexp_extract(addresses.emails[1], $spelt, 2) else people.family end
                as family,
            signatures.name_groups,
            people.birth_on,
            coalesce(addresses.emails, []) as emails,
            addresses.emails[1] as email,
            coalesce(addresses.work_domains, []) as work_domains,
            coalesce(numbers.phones, []) as phones,
            coalesce(employers.value, domain_employers.employer) as employer,
            coalesce(person_jobs.functions, []) as functions,
            nullif(trim(regexp_replace(lower(people.street), '[^[:alnum:]]+', ' ', 'g')), '') as street,
            nullif(regexp_replace(upper(people.postcode), '[^[:alnum:]]+', '', 'g'), '') as postcode,
            nullif(trim(regexp_replace(lower(people.city), '[^[:alnum:]]+', ' ', 'g')), '') as city
        from people
        inner join records on people.no = records.no
        inner join signatures on records.signature = signatures.signature
        left join addresses on people.no = addresses.no
        left join numbers on people.no = numbers.no
        left join employers on people.company_name = employers.text
        left join person_jobs on people.no = person_jobs.no
        left join domain_employers on addresses.work_domains[1] = domain_employers.domain
        where not signatures.is_nameless or regexp_matches(addresses.emails[1], $spelt)
        """,
        {"spelt": SPELT},
    )
