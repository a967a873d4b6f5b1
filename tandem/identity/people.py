"""What puts person records together: stated references, personal e-mail addresses, phones and employers with a name."""

import duckdb

from tandem.identity.evidence import KeyKind, add_shared_keys, add_stated, create_tables
from tandem.identity.guards import TOO_LARGE, Guard
from tandem.identity.person_keys import UNIONED, collect_keys
from tandem.identity.rules import SAME_NAME

CROSSREFS = "intermediate.int_people__crossrefs"

# A birthday is stated by few sources, and typed: one part may be wrong, day and month may have changed places. More
# than that makes two people.
_SAME_BIRTHDAY = """(
    x.birth_on is null or y.birth_on is null or x.birth_on = y.birth_on
    or (
        year(x.birth_on) = year(y.birth_on)
        and (
            month(x.birth_on) = month(y.birth_on) or day(x.birth_on) = day(y.birth_on)
            or (month(x.birth_on) = day(y.birth_on) and day(x.birth_on) = month(y.birth_on))
        )
    )
    or (
        month(x.birth_on) = month(y.birth_on) and day(x.birth_on) = day(y.birth_on)
        and levenshtein(cast(year(x.birth_on) as varchar), cast(year(y.birth_on) as varchar)) <= 1
    )
)"""

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
    KeyKind("spelling", FULL_NAMES_AGREE, limit=8, clean_rule="address_spells_name", mixed_rule="address_spells_name"),
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
GUARDS = (Guard("namesakes", NAMESAKES, cuts=(SAME_NAME,)), Guard("contradiction", CONTRADICTIONS), TOO_LARGE)


def collect_evidence(connection: duckdb.DuckDBPyConnection, source: str = UNIONED) -> None:
    """Fill ``records``, ``signatures``, ``keyed``, ``edges`` and ``refusals`` from the identity inputs.

    ``source`` is the relation of the records that are looked at. The verdict on a key depends on all records that have
    it, so all of them must be there.
    """
    collect_keys(connection, source)
    connection.execute(
        "create or replace temp table keyed as select kind, key, no, signature from person_keys where joins"
    )
    create_tables(connection)
    add_stated(connection, CROSSREFS)
    _refuse_role_mailboxes(connection)
    for kind in KEYS:
        add_shared_keys(connection, kind)


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
