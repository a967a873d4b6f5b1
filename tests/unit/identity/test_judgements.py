"""What people judged wins over every rule, in every order, and an undo leaves no trace in who is who."""

from dataclasses import replace

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.identity import resolve
from tandem.ledger import Judgement, in_force
from tests.unit.identity.identity_inputs import (
    AS_OF,
    MODEL,
    STATED_ON,
    Account,
    Inputs,
    Person,
    Stated,
    clusters,
    opened,
)
from tests.unit.identity.test_resolve import JOHN
from tests.unit.identity.test_worlds import few, worlds

MARY = Person("m", seq=9, given="Mary", family="Jones", email="mary@y.de")


def judged(verdict: str, a: str, b: str, no: int = 1, *, grain: str = "person", undoes: int | None = None) -> Judgement:
    return Judgement(no, verdict, grain, a, b, undoes, "Ann", "she asked them", STATED_ON)


def resolved(*judgements: Judgement, **inputs) -> duckdb.DuckDBPyConnection:
    connection = opened()
    Inputs(**inputs).write(connection)
    resolve(connection, MODEL, as_of=AS_OF, judgements=judgements)
    return connection


def people_clusters(*judgements: Judgement, people, stated=()) -> set[frozenset[str]]:
    return {part for part in clusters(resolved(*judgements, people=people, stated=list(stated))) if len(part) > 1}


def test_same_joins_what_no_rule_would():
    connection = resolved(judged("same", "m", "a"), people=[JOHN, MARY])
    assert clusters(connection) == {frozenset("am")}
    assert connection.execute(
        "select rule, decided_by, valid_from, evidence from identity.person_links where source_record_key = 'm'"
    ).fetchone() == ("judged_same", "person", STATED_ON, "a person judged m and a to be the same")


def test_different_parts_what_a_rule_joins_and_says_so():
    people = [JOHN, replace(JOHN, key="b", seq=2)]
    connection = resolved(judged("different", "a", "b"), people=people)
    assert clusters(connection) == {frozenset("a"), frozenset("b")}
    assert connection.execute(
        "select kind, reason, record_count from identity.refused_bridges where reason = 'judged_different'"
    ).fetchall() == [("email_equal", "judged_different", 2)]


def test_different_parts_what_a_system_states():
    people, stated = [JOHN, MARY], [Stated("a", "m")]
    assert people_clusters(people=people, stated=stated) == {frozenset("am")}
    assert people_clusters(judged("different", "a", "m"), people=people, stated=stated) == set()


def test_the_weakest_evidence_gives_way():
    """Two pairs that systems state, joined by an address: the address is what was wrong."""
    people = [
        JOHN,
        replace(JOHN, key="b", seq=2),
        Person("c", seq=3, given="John", family="Smith"),
        Person("d", seq=4, given="John", family="Smith"),
    ]
    stated = [Stated("a", "c"), Stated("b", "d")]
    assert people_clusters(people=people, stated=stated) == {frozenset("abcd")}
    apart = {frozenset("ac"), frozenset("bd")}
    assert people_clusters(judged("different", "c", "d"), people=people, stated=stated) == apart


@pytest.mark.parametrize("seqs", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
def test_who_shares_an_address_with_both_stays_with_one(seqs):
    people = [replace(JOHN, key=key, seq=seq) for key, seq in zip("abc", seqs, strict=True)]
    assert people_clusters(judged("different", "b", "c"), people=people) == {frozenset("ab")}


def test_an_undo_takes_it_back():
    people = [JOHN, replace(JOHN, key="b", seq=2)]
    acts = judged("different", "a", "b"), judged("undo", "a", "b", 2, undoes=1)
    assert people_clusters(*acts, people=people) == {frozenset("ab")}


def test_accounts_are_judged_on_their_own():
    accounts = [Account("a", name="Acme", domain="acme.de"), Account("b", name="Zenit", domain="zenit.de")]
    connection = resolved(judged("same", "a", "b", grain="account"), accounts=accounts, people=[JOHN, MARY])
    assert clusters(connection, "account") == {frozenset("ab")}
    assert clusters(connection) == {frozenset("a"), frozenset("m")}


def test_a_judgement_about_a_record_that_is_gone_does_nothing():
    acts = judged("same", "a", "gone"), judged("different", "a", "never", 2)
    assert people_clusters(*acts, people=[JOHN, MARY]) == set()


@st.composite
def acts(draw, people):
    """Judgements that do not contradict each other, as the ledger lets them in."""
    keys = st.sampled_from([person.key for person in people])
    pairs = [pair for pair in draw(st.lists(st.tuples(keys, keys), max_size=4)) if pair[0] != pair[1]]
    same = [judged("same", a, b, no) for no, (a, b) in enumerate(pairs[:2], start=1)]
    joined = clusters(resolved(*same, people=[replace(p, email=None, other_emails=None, phone=None) for p in people]))
    apart = [
        judged("different", a, b, no)
        for no, (a, b) in enumerate(pairs[2:], start=3)
        if not any({a, b} <= part for part in joined)
    ]
    return same + apart


@few
@given(st.data(), worlds(), st.randoms())
def test_judgements_hold_in_every_order(data, world, random):
    people, stated = world
    judgements = data.draw(acts(people))
    found = clusters(resolved(*judgements, people=people, stated=stated))
    for act in judgements:
        together = any({act.record_a, act.record_b} <= part for part in found)
        assert together == (act.verdict == "same"), act
    shuffled = random.sample(people, len(people))
    otherwise = [replace(person, seq=i + 1) for i, person in enumerate(shuffled)]
    turned = [replace(act, record_a=act.record_b, record_b=act.record_a) for act in judgements]
    assert clusters(resolved(*turned, people=otherwise, stated=stated[::-1])) == found


@few
@given(st.data(), worlds())
def test_undone_judgements_leave_no_trace(data, world):
    people, stated = world
    judgements = data.draw(acts(people))
    undone = [judged("undo", a.record_a, a.record_b, 10 + a.judgement_no, undoes=a.judgement_no) for a in judgements]
    tables = ("person_links", "persons", "person_evidence", "refused_bridges", "refused_bridge_members")

    def rows(connection: duckdb.DuckDBPyConnection) -> list:
        return [connection.execute(f"from identity.{table} order by all").fetchall() for table in tables]

    assert in_force([*judgements, *undone]) == []
    plain = resolved(people=people, stated=stated)
    assert rows(resolved(*judgements, *undone, people=people, stated=stated)) == rows(plain)
