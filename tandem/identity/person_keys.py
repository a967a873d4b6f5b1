"""What each person record may share with others: addresses, telephone numbers, a name at a company."""

import duckdb

from tandem.database import literal
from tandem.identity import normalise
from tandem.identity.keys import map_distinct
from tandem.identity.slips import define_slips

UNIONED = "intermediate.int_people__unioned"
# Who has which key; personal data, in the restricted file only, like all of its schema.
RECORD_KEYS = "normalised.record_keys"


def collect_keys(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Fill ``records``, ``signatures`` and ``person_keys``: whatever the records of ``source`` may share with others.

    ``person_keys`` holds kind, key, no, signature, source_record_key and whether an equal key joins: a role's mailbox
    does not, nor a spelling that nobody's address has. ``employer_domains`` (employer, domain) must be there.
    """
    whole = source == UNIONED
    define_slips(connection)
    _people(connection, source, whole)
    _emails(connection, whole)
    _work_domains(connection, whole)
    _signatures(connection, whole)
    _phones(connection, whole)
    _employers(connection, whole)
    _jobs(connection, whole)
    _spellings(connection, whole)
    connection.execute(
        """
        create or replace temp table person_keys as
        select keys.kind, keys.key, keys.no, records.signature, records.source_record_key, keys.joins
        from (
            select 'e-mail' as kind, email as key, no, roles.local_part is null as joins
            from person_emails
            left join roles on split_part(email, '@', 1) = roles.local_part
            where email is not null
            union all
            select 'phone', phone, no, true from person_phones
            union all
            select 'name', name_at_company, no, true from person_names
            union all
            select 'spelling', spelling, no, bool_or(is_address) over (partition by spelling) from person_spellings
        ) as keys
        inner join records on keys.no = records.no
        """
    )


def _people(connection: duckdb.DuckDBPyConnection, source: str, whole: bool) -> None:
    """``people``: the records, numbered, with folded names."""
    names = f"select given_name as text from {source} union select family_name from {source}"
    map_distinct(connection, "folded", names, normalise.folded, arguments=["text"], forget=whole)
    connection.execute(
        f"""
        create or replace temp table people as
        select
            row_number() over (
                order by people.first_landing_seq, people.first_row_number, people.source_record_key
            ) - 1 as no,
            people.*,
            given.value as given,
            family.value as family
        from {source} as people
        left join folded as given on people.given_name = given.text
        left join folded as family on people.family_name = family.text
        """
    )


def _signatures(connection: duckdb.DuckDBPyConnection, whole: bool) -> None:
    """``signatures``, and ``records`` with theirs."""
    # A family name alone, or an initial, agrees with everybody of the family. If the record's work address spells it
    # with a given name or an initial before it (ann.lee@), that is who it is. A couple may share a private address.
    connection.execute(
        """
        update people
        set given = spelt[1]
        from (
            select
                people.no,
                string_split(
                    translate(regexp_replace(lower(trim(people.email)), '[0-9]*([+].*)?@.*', ''), '_-', '..'), '.'
                ) as spelt
            from people
            semi join work_domains on lower(split_part(trim(people.email), '@', 2)) = work_domains.text
            where people.family is not null and coalesce(length(people.given), 0) < 2
        ) as addresses
        where
            people.no = addresses.no
            and spelt[1] <> ''
            and starts_with(spelt[1], coalesce(people.given, ''))
            and damerau_levenshtein(spelt[2], people.family) <= length(people.family) // 5
        """
    )
    map_distinct(
        connection,
        "name_groups",
        "select given from people",
        lambda given: " ".join(normalise.given_name_groups(given)) or None,
        arguments=["given"],
        forget=whole,
    )
    connection.execute(
        """
        create or replace temp table signatures as
        select
            row_number() over (order by distinct_names.given, family, birth_on) as signature,
            distinct_names.given,
            distinct_names.family,
            distinct_names.birth_on,
            coalesce(string_split(name_groups.value, ' '), []) as name_groups,
            distinct_names.given || '|' || family || '|' || coalesce(cast(birth_on as varchar), '') as exact,
            distinct_names.given is null and family is null as is_nameless
        from (select distinct given, family, birth_on from people) as distinct_names
        left join name_groups on distinct_names.given = name_groups.given;

        create or replace temp table records as
        select people.no, people.source_record_key, people.created_at, signatures.signature
        from people
        inner join signatures
            on people.given is not distinct from signatures.given
            and people.family is not distinct from signatures.family
            and people.birth_on is not distinct from signatures.birth_on;
        """
    )


def _emails(connection: duckdb.DuckDBPyConnection, whole: bool) -> None:
    """``person_emails``, and ``roles`` among their local parts; plain ones are normalised here."""
    connection.execute(
        """
        create or replace temp table addresses as
        select no, trim(text) as text
        from (
            select no, email as text from people
            union all
            select no, unnest(string_split(other_emails, ';')) from people where other_emails is not null
        )
        where text is not null and trim(text) <> ''
        """
    )
    plain = (
        f"(regexp_full_match(lower(text), {literal(normalise.PLAIN_EMAIL)})"
        f" and split_part(lower(text), '@', 2) not in {normalise.DOTLESS_DOMAINS})"
    )
    map_distinct(
        connection,
        "unusual_emails",
        f"select text from addresses where not {plain}",
        normalise.email,
        arguments=["text"],
        forget=whole,
    )
    connection.execute(
        f"""
        create or replace temp table person_emails as
        select distinct addresses.no, case when {plain} then lower(text) else unusual_emails.value end as email
        from addresses
        left join unusual_emails using (text)
        """
    )
    map_distinct(
        connection,
        "roles",
        "select distinct split_part(email, '@', 1) as local_part from person_emails where email is not null",
        lambda local_part: True if normalise.is_role_mailbox(local_part) else None,
        arguments=["local_part"],
        result=_boolean(),
        forget=whole,
    )


def _work_domains(connection: duckdb.DuckDBPyConnection, whole: bool) -> None:
    """``work_domains``: mail domains of companies."""
    map_distinct(
        connection,
        "work_domains",
        "select distinct split_part(email, '@', 2) as text from person_emails where email is not null",
        lambda text: None if normalise.is_free_mail(normalise.domain(text) or text) else text,
        arguments=["text"],
        forget=whole,
    )


def _phones(connection: duckdb.DuckDBPyConnection, whole: bool) -> None:
    """``person_phones``: numbers of records that carry a full name; without one a number says too little."""
    connection.execute(
        """
        create or replace temp table numbers as
        select no, country, unnest([phone, mobile_phone]) as text
        from people
        where given is not null and family is not null
        """
    )
    map_distinct(
        connection,
        "e164",
        "select text, country from numbers where text is not null",
        normalise.phone,
        arguments=["text", "country"],
        forget=whole,
    )
    connection.execute(
        """
        create or replace temp table person_phones as
        select distinct e164.value as phone, numbers.no
        from numbers
        inner join e164 on numbers.text = e164.text and numbers.country is not distinct from e164.country
        """
    )


def _employers(connection: duckdb.DuckDBPyConnection, whole: bool) -> None:
    """``person_names``: full name and company, nicknames as one."""
    map_distinct(
        connection,
        "employers",
        "select company_name as text from people where company_name is not null",
        normalise.employer,
        arguments=["text"],
        forget=whole,
    )
    connection.execute(
        """
        create or replace temp table person_names as
        select
            concat_ws(
                '|',
                case when len(signatures.name_groups) = 1 then signatures.name_groups[1] else signatures.given end,
                signatures.family,
                employers.value
            ) as name_at_company,
            records.no
        from people
        inner join employers on people.company_name = employers.text
        inner join records on people.no = records.no
        inner join signatures on records.signature = signatures.signature
        where signatures.given is not null and signatures.family is not null
        """
    )


def _jobs(connection: duckdb.DuckDBPyConnection, whole: bool) -> None:
    """``person_jobs`` (no, employer, functions): what somebody does, and where by the record's company or domain."""
    map_distinct(
        connection,
        "jobs",
        "select job_title as text from people where job_title is not null",
        lambda text: " ".join(normalise.job_functions(text)) or None,
        arguments=["text"],
        forget=whole,
    )
    connection.execute(
        """
        create or replace temp table person_jobs as
        with domain_employers as (
            select person_emails.no, min(employer_domains.employer) as employer
            from person_emails
            inner join employer_domains on split_part(person_emails.email, '@', 2) = employer_domains.domain
            group by person_emails.no
        )
        select
            people.no,
            coalesce(employers.value, domain_employers.employer) as employer,
            string_split(jobs.value, ' ') as functions
        from people
        inner join jobs on people.job_title = jobs.text
        left join employers on people.company_name = employers.text
        left join domain_employers on people.no = domain_employers.no
        """
    )


def _spellings(connection: duckdb.DuckDBPyConnection, whole: bool) -> None:
    """``person_spellings``: work addresses of records without a name, and those that a name at a company would have.

    The domain of a company is what its account says.
    """
    map_distinct(
        connection,
        "local_parts",
        "select given_name as given, family_name as family from people where given is not null and family is not null",
        lambda given, family: " ".join(normalise.local_parts(given, family)) or None,
        arguments=["given", "family"],
        forget=whole,
    )
    connection.execute(
        """
        create or replace temp table person_spellings as
        select distinct
            unnest(string_split(local_parts.value, ' ')) || '@' || employer_domains.domain as spelling,
            people.no,
            false as is_address
        from people
        inner join employers on people.company_name = employers.text
        inner join employer_domains on employers.value = employer_domains.employer
        inner join local_parts on people.given_name = local_parts.given and people.family_name = local_parts.family
        union all
        select distinct
            translate(split_part(person_emails.email, '@', 1), '_-', '..') || '@' || work_domains.text,
            people.no,
            true
        from people
        inner join person_emails on people.no = person_emails.no
        inner join work_domains on split_part(person_emails.email, '@', 2) = work_domains.text
        where
            people.given is null and people.family is null
            and split_part(person_emails.email, '@', 1) not in (select local_part from roles)
        """
    )


def _boolean():
    import pyarrow as pa

    return pa.bool_()
