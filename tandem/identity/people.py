"""What puts person records together: stated references, personal e-mail addresses, phones and employers with a name."""

import duckdb

from tandem.identity.evidence import KeyKind, add_scored, add_shared_keys, add_stated, create_tables
from tandem.identity.guards import LIKENESS, TOO_LARGE, Cut, Guard
from tandem.identity.rules import ALIKE, SAME_NAME, SAME_NUMBER
from tandem.identity.scoring.features import SCORES
from tandem.identity.scoring.model import MatchModel

CROSSREFS = "intermediate.int_people__crossrefs"
EDITS = "intermediate.int_contacts__edits"

# A birthday is stated by few sources, and typed: one slip is one person, more than that makes two.
_SAME_BIRTHDAY = """(
    x.birth_on is null or y.birth_on is null or x.birth_on = y.birth_on or is_date_slip(x.birth_on, y.birth_on)
)"""

# One mailbox, two spellings: typos, initials, nicknames, double names and swapped fields are one person. The bounds
# are wide because the address is equal already.
ONE_NAME = """(
        (x.family is null or y.family is null or x.family = y.family
            or jaro_winkler_similarity(x.family, y.family) >= 0.88
            or 3 * damerau_levenshtein(x.family, y.family) <= least(length(x.family), length(y.family))
            or list_contains(string_split(x.family, ' '), y.family)
            or list_contains(string_split(y.family, ' '), x.family))
        and (x.given is null or y.given is null or x.given = y.given
            or starts_with(x.given, y.given) or starts_with(y.given, x.given)
            or list_has_any(x.nicknames, y.nicknames)
            or jaro_winkler_similarity(x.given, y.given) >= 0.85
            or 3 * damerau_levenshtein(x.given, y.given) <= least(length(x.given), length(y.given)))
        or (x.given = y.family and x.family = y.given)
)"""
NEAR_BIRTHDAYS = "coalesce(x.birth_on = y.birth_on or is_date_slip(x.birth_on, y.birth_on), false)"
NAMES_AGREE = f"({ONE_NAME} and {_SAME_BIRTHDAY})"

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


# Groups of records that only a name and a company put together, or likeness, are two people with one name if the
# company had to number the address of one, or if they do different things at one company: a promotion changes the rank
# in a job title, not the function. A telephone number that both have does not outweigh that, it may be the company's.
_NAMED_ALIKE = r"""
    with numbered as (
        select distinct suspects.anchor, suspects.addresses_anchor
        from suspects
        inner join person_emails on suspects.no = person_emails.no
        inner join work_domains on split_part(person_emails.email, '@', 2) = work_domains.text
        where regexp_matches(person_emails.email, '[a-z][0-9]@')
    ),
    jobs as (
        select
            suspects.anchor,
            suspects.addresses_anchor,
            person_jobs.employer,
            flatten(list(person_jobs.functions)) as functions
        from suspects
        inner join person_jobs on suspects.no = person_jobs.no
        where person_jobs.employer is not null
        group by all
    ),
    apart as (
        select numbered.addresses_anchor
        from numbered
        semi join suspects as others
            on numbered.anchor = others.anchor and numbered.addresses_anchor <> others.addresses_anchor
        union
        select one.addresses_anchor
        from jobs as one
        inner join jobs as other
            on one.anchor = other.anchor and one.employer = other.employer
            and one.addresses_anchor <> other.addresses_anchor
        where not list_has_any(one.functions, other.functions)
    )
    select no from suspects semi join apart using (addresses_anchor)
"""

# They are two as well if each has an address at the same company, or a private one, and they have none in common. Not
# so if they have one birthday, or a telephone number joins them.
_OTHER_ADDRESSES = """
    with addresses as (
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
    ),
    apart as (
        select one.numbers_anchor
        from addresses as one
        inner join addresses as other
            on one.anchor = other.anchor and one.place = other.place and one.numbers_anchor <> other.numbers_anchor
        where
            not coalesce(list_has_any(one.birthdays, other.birthdays), false)
            and not list_has_any(one.emails, other.emails)
            and len(list_filter(
                one.emails, lambda a: len(list_filter(other.emails, lambda b: is_slip(a, b))) > 0
            )) = 0
    )
    select no from suspects semi join apart using (numbers_anchor)
"""

# Somebody who corrects two contacts of one CRM within a week has both before them, and leaves them two. Not so if an
# address or a telephone number joins them: then they are two by mistake.
_EDITED_SIDE_BY_SIDE = """
    with edits as (
        select
            suspects.anchor,
            suspects.numbers_anchor,
            contacts.system,
            unnest(string_split(contacts.edited_weeks, ';')) as week
        from suspects
        inner join edited_contacts as contacts on suspects.no = contacts.no
    ),
    apart as (
        select one.numbers_anchor
        from edits as one
        inner join edits as other using (anchor, system, week)
        where one.numbers_anchor <> other.numbers_anchor
    )
    select no from suspects semi join apart using (numbers_anchor)
"""

# Who gives a family name alone, on an address that spells a full one, is who it spells, unless somebody of that full
# name does something else: then it is another of the family.
_OF_THE_FAMILY = """
    with groups as (
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
    ),
    apart as (
        select half.stated_anchor
        from groups as half
        inner join groups as other on half.anchor = other.anchor and half.stated_anchor <> other.stated_anchor
        where
            half.has_family and not half.has_given and other.has_given
            and len(half.functions) > 0 and len(other.functions) > 0
            and not list_has_any(half.functions, other.functions)
    )
    select no from suspects semi join apart using (stated_anchor)
"""

GUARDS = (
    Guard("namesakes", _OTHER_ADDRESSES, cuts=(*LIKENESS, Cut(SAME_NAME))),
    Guard("namesakes", _NAMED_ALIKE, cuts=(*LIKENESS, Cut(SAME_NAME), Cut(SAME_NUMBER))),
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
        f"""
        create or replace temp table keyed as select kind, key, no, signature from person_keys where joins;

        create or replace temp table edited_contacts as
        select records.no, edits.system, edits.edited_weeks
        from {EDITS} as edits
        inner join records using (source_record_key)
        where edits.edited_weeks is not null
        """
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
