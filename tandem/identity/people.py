"""What puts person records together: stated references, personal e-mail addresses, phones and employers with a name."""

import duckdb

from tandem.database import literal
from tandem.identity import normalise
from tandem.identity.evidence import KeyKind, add_shared_keys, add_stated, create_tables
from tandem.identity.guards import TOO_LARGE, Wrong
from tandem.identity.keys import map_distinct
from tandem.identity.rules import SAME_NAME

UNIONED = "intermediate.int_people__unioned"
CROSSREFS = "intermediate.int_people__crossrefs"

# A birthday is stated by few sources; two different ones are two people.
_SAME_BIRTHDAY = "(x.birth_on is null or y.birth_on is null or x.birth_on = y.birth_on)"

# One mailbox, two spellings: typos, initials, nicknames, double names and swapped fields are one person. The bounds
# are wide because the address is equal already.
NAMES_AGREE = f"""(
    (
        (x.family is null or y.family is null or x.family = y.family
            or jaro_winkler_similarity(x.family, y.family) >= 0.88
            or list_contains(string_split(x.family, ' '), y.family)
            or list_contains(string_split(y.family, ' '), x.family))
        and (x.given is null or y.given is null or x.given = y.given
            or starts_with(x.given, y.given) or starts_with(y.given, x.given)
            or list_has_any(x.nicknames, y.nicknames)
            or jaro_winkler_similarity(x.given, y.given) >= 0.85)
        or (x.given = y.family and x.family = y.given)
    )
    and {_SAME_BIRTHDAY}
)"""

# One phone may be a household's or a switchboard's: there only equal names, or nicknames of one another, agree.
FULL_NAMES_AGREE = f"""(
    x.family = y.family
    and (x.given = y.given or list_has_any(x.nicknames, y.nicknames))
    and {_SAME_BIRTHDAY}
)"""

KEYS = (
    KeyKind("e-mail", NAMES_AGREE, limit=8, clean_rule="email_equal", mixed_rule="email_and_name"),
    KeyKind("phone", FULL_NAMES_AGREE, limit=5, clean_rule="phone_and_name", mixed_rule="phone_and_name"),
    KeyKind("name", FULL_NAMES_AGREE, limit=8, clean_rule="name_and_company", mixed_rule="name_and_company"),
)

# Two groups of records that the systems themselves do not put together contradict each other if no name of the one
# agrees with any name of the other.
CONTRADICTIONS = f"""
    with named as (
        select distinct members.anchor, members.stated_anchor, records.signature
        from members
        inner join records on members.no = records.no
        inner join signatures on records.signature = signatures.signature
        where signatures.given is not null and signatures.family is not null
    )
    select distinct anchor
    from (
        select left_side.anchor
        from named as left_side
        inner join named as right_side
            on left_side.anchor = right_side.anchor and left_side.stated_anchor < right_side.stated_anchor
        inner join signatures as x on left_side.signature = x.signature
        inner join signatures as y on right_side.signature = y.signature
        group by left_side.anchor, left_side.stated_anchor, right_side.stated_anchor
        having not bool_or({NAMES_AGREE})
    )
"""


# Groups of records that only a name and a company put together are two people with one name if each has an address at
# the same company, or a private one, and they have none in common; and if the company had to number the address of one.
NAMESAKES = r"""
    with addresses as (
        select
            members.anchor,
            members.certain_anchor,
            coalesce(work_domains.text, 'private') as place,
            list(distinct person_emails.email) as emails,
            bool_or(work_domains.text is not null and regexp_matches(person_emails.email, '\d@')) as is_numbered
        from members
        inner join person_emails on members.no = person_emails.no
        left join work_domains on split_part(person_emails.email, '@', 2) = work_domains.text
        where person_emails.email is not null
        group by all
    )
    select one.anchor
    from addresses as one
    inner join addresses as other
        on one.anchor = other.anchor and one.place = other.place and one.certain_anchor < other.certain_anchor
    where not list_has_any(one.emails, other.emails)
    union
    select numbered.anchor
    from addresses as numbered
    inner join members as others
        on numbered.anchor = others.anchor and numbered.certain_anchor <> others.certain_anchor
    where numbered.is_numbered
"""
WRONG = (Wrong("namesakes", NAMESAKES, cuts=(SAME_NAME,)), Wrong("contradiction", CONTRADICTIONS), TOO_LARGE)


def collect_evidence(connection: duckdb.DuckDBPyConnection, source: str = UNIONED) -> None:
    """Fill ``records``, ``signatures``, ``keyed``, ``edges`` and ``refusals`` from the identity inputs.

    ``source`` is the relation of the records that are looked at. The verdict on a key depends on all records that have
    it, so all of them must be there.
    """
    collect_keys(connection, source)
    connection.execute(
        "create or replace temp table keyed as "
        "select * from email_keys union all select * from phone_keys union all select * from name_keys"
    )
    create_tables(connection)
    add_stated(connection, CROSSREFS)
    _refuse_role_mailboxes(connection)
    for kind in KEYS:
        add_shared_keys(connection, kind)


def collect_keys(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Fill ``records``, ``signatures`` and ``record_keys`` (kind, key, source_record_key): whatever may be shared."""
    whole = source == UNIONED
    _records(connection, source, whole)
    _emails(connection, whole)
    _phones(connection, whole)
    _employers(connection, whole)
    connection.execute(
        """
        create or replace temp table record_keys as
        select 'e-mail' as kind, person_emails.email as key, records.source_record_key
        from person_emails
        inner join records on person_emails.no = records.no
        where person_emails.email is not null
        union all
        select keys.kind, keys.key, records.source_record_key
        from (from phone_keys union all from name_keys) as keys
        inner join records on keys.no = records.no
        where keys.key is not null
        """
    )


def _records(connection: duckdb.DuckDBPyConnection, source: str, whole: bool) -> None:
    names = f"select given_name as text from {source} union select family_name from {source}"
    map_distinct(connection, "folded", names, normalise.folded, arguments=["text"], forget=whole)
    map_distinct(
        connection,
        "nicknames",
        f"select folded.value as given from {source} as people inner join folded on people.given_name = folded.text",
        lambda given: " ".join(normalise.given_name_groups(given)) or None,
        arguments=["given"],
        forget=whole,
    )
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
        left join folded as family on people.family_name = family.text;

        create or replace temp table signatures as
        select
            row_number() over (order by distinct_names.given, family, birth_on) as signature,
            distinct_names.given,
            distinct_names.family,
            distinct_names.birth_on,
            coalesce(string_split(nicknames.value, ' '), []) as nicknames,
            distinct_names.given || '|' || family || '|' || coalesce(cast(birth_on as varchar), '') as exact,
            distinct_names.given is null and family is null as is_nameless
        from (select distinct given, family, birth_on from people) as distinct_names
        left join nicknames on distinct_names.given = nicknames.given;

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
    """``email_keys``: addresses of persons; plain ones are normalised here, the others by ``normalise.email``."""
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
    connection.execute(
        """
        create or replace temp table email_keys as
        select 'e-mail' as kind, email as key, records.no, records.signature
        from person_emails
        inner join records on person_emails.no = records.no
        where email is not null and split_part(email, '@', 1) not in (select local_part from roles)
        """
    )


def _phones(connection: duckdb.DuckDBPyConnection, whole: bool) -> None:
    """``phone_keys``: numbers of records that carry a full name; without one a number says too little."""
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
        create or replace temp table phone_keys as
        select distinct 'phone' as kind, e164.value as key, records.no, records.signature
        from numbers
        inner join e164 on numbers.text = e164.text and numbers.country is not distinct from e164.country
        inner join records on numbers.no = records.no
        """
    )


def _employers(connection: duckdb.DuckDBPyConnection, whole: bool) -> None:
    """``name_keys``: full name and company, nicknames as one; ``work_domains``: mail domains that are a company's."""
    map_distinct(
        connection,
        "employers",
        "select company_name as text from people where company_name is not null",
        normalise.employer,
        arguments=["text"],
        forget=whole,
    )
    map_distinct(
        connection,
        "work_domains",
        "select distinct split_part(email, '@', 2) as text from person_emails where email is not null",
        lambda text: None if normalise.is_free_mail(normalise.domain(text) or text) else text,
        arguments=["text"],
        forget=whole,
    )
    connection.execute(
        """
        create or replace temp table name_keys as
        select
            'name' as kind,
            concat_ws(
                '|',
                case when len(signatures.nicknames) = 1 then signatures.nicknames[1] else signatures.given end,
                signatures.family,
                employers.value
            ) as key,
            records.no,
            records.signature
        from people
        inner join employers on people.company_name = employers.text
        inner join records on people.no = records.no
        inner join signatures on records.signature = signatures.signature
        where signatures.given is not null and signatures.family is not null
        """
    )


def _refuse_role_mailboxes(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        insert into refusals
        select 'e-mail', md5(email), 'role_mailbox', no
        from person_emails
        where split_part(email, '@', 1) in (select local_part from roles)
        qualify count(*) over (partition by email) > 1
        """
    )


def _boolean():
    import pyarrow as pa

    return pa.bool_()
