"""What puts person records together: stated references, personal e-mail addresses, phones and employers with a name."""

import duckdb

from tandem.identity.evidence import KeyKind, add_scored, add_shared_keys, add_stated, create_tables
from tandem.identity.guards import LIKENESS, TOO_LARGE, Cut, Guard
from tandem.identity.rules import ALIKE, SAME_NAME, SAME_NUMBER
from tandem.identity.scoring.features import SCORES
from tandem.identity.scoring.model import MatchModel

CROSSREFS = "intermediate.int_people__crossrefs"
# Contacts and the weeks in which they were corrected; most never were.
EDITS = "intermediate.int_contacts__edits where edited_weeks is not null"

# A birthday is stated by few sources, and typed: one slip is one person, more than that makes two.
_SAME_BIRTHDAY = """(
    x.birth_on is null or y.birth_on is null or x.birth_on = y.birth_on or is_date_slip(x.birth_on, y.birth_on)
)"""

# Two given names that are known as two, neither a short form of the other, are no slips of one: Jan and Jana.
_TWO_NAMES = """(
    len(x.name_groups) > 0 and len(y.name_groups) > 0 and not list_has_any(x.name_groups, y.name_groups)
    and not (least(length(x.given), length(y.given)) + 3 <= greatest(length(x.given), length(y.given))
        and (starts_with(x.given, y.given) or starts_with(y.given, x.given)))
)"""

# One mailbox, two spellings: typos, initials, nicknames, double names and swapped fields are one person. The bounds
# are wide because the address is equal already.
ONE_NAME = f"""(
        (x.family is null or y.family is null or x.family = y.family
            or jaro_winkler_similarity(x.family, y.family) >= 0.88
            or 3 * damerau_levenshtein(x.family, y.family) <= least(length(x.family), length(y.family))
            or list_contains(string_split(x.family, ' '), y.family)
            or list_contains(string_split(y.family, ' '), x.family))
        and (x.given is null or y.given is null or x.given = y.given
            or list_has_any(x.name_groups, y.name_groups)
            or not {_TWO_NAMES}
            and (starts_with(x.given, y.given) or starts_with(y.given, x.given)
                or jaro_winkler_similarity(x.given, y.given) >= 0.85
                or 4 * damerau_levenshtein(x.given, y.given) <= least(length(x.given), length(y.given)) + 1))
        or (x.given = y.family and x.family = y.given)
)"""
NEAR_BIRTHDAYS = "coalesce(x.birth_on = y.birth_on or is_date_slip(x.birth_on, y.birth_on), false)"
NAMES_AGREE = f"({ONE_NAME} and {_SAME_BIRTHDAY})"

# One phone may be a household's or a switchboard's: there only equal names, or nicknames of one another, agree.
FULL_NAMES_AGREE = f"""(
    x.family = y.family
    and (x.given = y.given or list_has_any(x.name_groups, y.name_groups))
    and {_SAME_BIRTHDAY}
)"""

KEYS = (
    KeyKind("e-mail", NAMES_AGREE, limit=8, clean_rule="email_equal", mixed_rule="email_and_name"),
    KeyKind("phone", FULL_NAMES_AGREE, limit=5, clean_rule="phone_and_name", mixed_rule="phone_and_name"),
    KeyKind("name", FULL_NAMES_AGREE, limit=8, clean_rule="name_and_company", mixed_rule="name_and_company"),
    KeyKind("spelling", FULL_NAMES_AGREE, limit=8, clean_rule="address_spells_name", mixed_rule="address_spells_name"),
)

# Groups of records of which the match model joins two: it has weighed what speaks against them.
_WEIGHED = f"""
    select distinct least(a.{{anchor}}, b.{{anchor}}) as lower, greatest(a.{{anchor}}, b.{{anchor}}) as higher
    from edges
    inner join suspects as a on edges.a = a.no
    inner join suspects as b on edges.b = b.no
    where edges.tier = {ALIKE}
"""

# Two groups of records that the systems themselves do not put together contradict each other if no name of the one
# agrees with any name of the other, and no birthday. Two slips of one name may lie further apart than each from the
# name: a third group whose full name agrees with both reconciles them. An initial does not, it agrees with everybody.
CONTRADICTIONS = f"""
    with weighed as ({_WEIGHED.format(anchor="stated_anchor")}),
    named as (
        select distinct suspects.anchor, suspects.stated_anchor, records.signature
        from suspects
        inner join records on suspects.no = records.no
        inner join signatures on records.signature = signatures.signature
        where signatures.given is not null and signatures.family is not null
    ),
    pairs as (
        select
            one.anchor,
            one.stated_anchor as lower,
            other.stated_anchor as higher,
            bool_or({NAMES_AGREE} or {NEAR_BIRTHDAYS}) as agree,
            bool_or(
                ({NAMES_AGREE} or {NEAR_BIRTHDAYS}) and least(length(x.given), length(y.given)) > 1
            ) as agree_in_full
        from named as one
        inner join named as other on one.anchor = other.anchor and one.stated_anchor < other.stated_anchor
        inner join signatures as x on one.signature = x.signature
        inner join signatures as y on other.signature = y.signature
        group by one.anchor, one.stated_anchor, other.stated_anchor
    ),
    steps as (
        select lower as start, higher as stop from pairs where agree_in_full
        union all
        select higher, lower from pairs where agree_in_full
    ),
    detours as (
        select first.start as lower, second.stop as higher
        from steps as first
        inner join steps as second on first.stop = second.start
    ),
    contradicting as (
        select distinct unnest([lower, higher]) as stated_anchor
        from pairs anti join weighed using (lower, higher) anti join detours using (lower, higher)
        where not agree
    )
    select no from suspects semi join contradicting using (stated_anchor)
"""


def _apart(groups: str, by: str, when: str) -> str:
    """A guard's records: those of two groups in one cluster that cannot be one person.

    ``groups``: a query on ``suspects`` for ``anchor``, the group (the column ``by``) and what is known of it. ``when``:
    a condition on two groups ``one`` and ``other`` of a cluster; the first of them goes.
    """
    return f"""
        with known as ({groups}),
        apart as (
            select one.{by}
            from known as one
            inner join known as other on one.anchor = other.anchor and one.{by} <> other.{by}
            where {when}
        )
        select no from suspects semi join apart using ({by})
    """


# Groups of records that only a name and a company put together, or likeness, are two people with one name if the
# company had to number the address of one, or if they do different things at one company: a promotion changes the rank
# in a job title, not the function. A telephone number that both have does not outweigh that, it may be the company's.
_NUMBERED = _apart(
    r"""
    with numbered as (
        select distinct person_emails.no
        from person_emails
        inner join work_domains on split_part(person_emails.email, '@', 2) = work_domains.text
        where regexp_matches(person_emails.email, '[a-z][0-9]@')
    )
    select suspects.anchor, suspects.addresses_anchor, bool_or(numbered.no is not null) as is_numbered
    from suspects
    left join numbered on suspects.no = numbered.no
    group by all
    """,
    by="addresses_anchor",
    when="one.is_numbered",
)
_OTHER_WORK = _apart(
    """
    select
        suspects.anchor,
        suspects.addresses_anchor,
        person_jobs.employer,
        flatten(list(person_jobs.functions)) as functions
    from suspects
    inner join person_jobs on suspects.no = person_jobs.no
    where person_jobs.employer is not null
    group by all
    """,
    by="addresses_anchor",
    when="one.employer = other.employer and not list_has_any(one.functions, other.functions)",
)

# They are two as well if each has an address at the same company, or a private one, and they have none in common. Not
# so if they have one birthday, or a telephone number joins them.
_OTHER_ADDRESSES = _apart(
    """
    select
        suspects.anchor,
        suspects.numbers_anchor,
        coalesce(work_domains.text, 'private') as place,
        list(distinct person_emails.email) as emails,
        list(distinct signatures.birth_on) filter (where signatures.birth_on is not null) as birthdays
    from suspects
    inner join records on suspects.no = records.no
    inner join signatures on records.signature = signatures.signature
    inner join person_emails on suspects.no = person_emails.no
    left join work_domains on split_part(person_emails.email, '@', 2) = work_domains.text
    where person_emails.email is not null
    group by all
    """,
    by="numbers_anchor",
    when="""
        one.place = other.place
        and not coalesce(list_has_any(one.birthdays, other.birthdays), false)
        and not list_has_any(one.emails, other.emails)
        and len(list_filter(one.emails, lambda a: len(list_filter(other.emails, lambda b: is_slip(a, b))) > 0)) = 0
    """,
)

# Somebody who corrects two contacts of one CRM within a week has both before them, and leaves them two. Not so if an
# address or a telephone number joins them: then they are two by mistake.
_EDITED_SIDE_BY_SIDE = _apart(
    f"""
    select
        suspects.anchor,
        suspects.numbers_anchor,
        edits.system,
        unnest(string_split(edits.edited_weeks, ';')) as week
    from suspects
    inner join records on suspects.no = records.no
    inner join (from {EDITS}) as edits on records.source_record_key = edits.source_record_key
    """,
    by="numbers_anchor",
    when="one.system = other.system and one.week = other.week",
)

# Who gives a family name alone, on an address that spells a full one, is who it spells, unless somebody of that full
# name does something else: then it is another of the family.
_OF_THE_FAMILY = _apart(
    """
    select
        suspects.anchor,
        suspects.stated_anchor,
        bool_or(people.given_name is not null) as has_given,
        bool_or(people.family_name is not null) as has_family,
        flatten(list(person_jobs.functions) filter (where person_jobs.functions is not null)) as functions
    from suspects
    inner join people on suspects.no = people.no
    left join person_jobs on suspects.no = person_jobs.no
    group by all
    """,
    by="stated_anchor",
    when="""
        one.has_family and not one.has_given and other.has_given
        and len(one.functions) > 0 and len(other.functions) > 0
        and not list_has_any(one.functions, other.functions)
    """,
)

GUARDS = (
    Guard("namesakes", _OTHER_ADDRESSES, cuts=(*LIKENESS, Cut(SAME_NAME))),
    Guard("namesakes", f"({_NUMBERED}) union ({_OTHER_WORK})", cuts=(*LIKENESS, Cut(SAME_NAME), Cut(SAME_NUMBER))),
    Guard("edited_side_by_side", _EDITED_SIDE_BY_SIDE, cuts=(*LIKENESS, Cut(SAME_NAME))),
    Guard("namesakes", _OF_THE_FAMILY),
    Guard("contradiction", CONTRADICTIONS),
    TOO_LARGE,
)


def guards(model: MatchModel) -> tuple[Guard, ...]:
    """What no person's cluster may be.

    Names must not contradict each other because people of one household or team share addresses and numbers. Where most
    records state a birthday the model tells such people apart, and mistyped names are only that.
    """
    return (TOO_LARGE,) if model.has_birthdays else GUARDS


def collect_evidence(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``keyed``, ``edges`` and ``refusals`` from what ``person_keys.collect_keys`` left, and from the scores.

    The verdict on a key depends on all records that have it, so all of them must be there.
    """
    connection.execute(
        "create or replace temp table keyed as select kind, key, no, signature from person_keys where joins"
    )
    create_tables(connection)
    add_stated(connection, CROSSREFS)
    _refuse_role_mailboxes(connection)
    for kind in KEYS:
        add_shared_keys(connection, kind)
    add_scored(connection, SCORES)


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
