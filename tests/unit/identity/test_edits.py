"""Two contacts that somebody corrected in one week are two, unless something stronger joins them."""

from dataclasses import replace

import pytest

from tests.unit.identity.identity_inputs import Person, clusters
from tests.unit.identity.test_resolve import ANN, PRIVATE, resolved


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (replace(PRIVATE, edited="2025-01-06;2025-01-13"), False),
        (replace(PRIVATE, edited="2025-01-06"), True),
        (PRIVATE, True),
        (replace(ANN, key="b", edited="2025-01-13"), True),
    ],
    ids=["one week", "another week", "never", "one address"],
)
def test_who_corrects_two_contacts_in_one_week_takes_them_for_two(other, same):
    connection = resolved(people=[replace(ANN, edited="2025-01-13;2025-01-20"), other])
    assert clusters(connection) == ({frozenset("ab")} if same else {frozenset("a"), frozenset("b")})
    reasons = connection.execute("select distinct reason from identity.refused_bridges").fetchall()
    assert reasons == ([] if same else [("edited_side_by_side",)])


def test_evidence_is_refused_to_all_who_have_it():
    """Whoever landed first stands for all in the edges, not in what is told."""
    contact = Person("a", given="Ann", family="Lee", company="Acme", city="Berlin", edited="2025-01-13")
    others = [replace(contact, key="b", seq=2), replace(contact, key="c", seq=3, edited=None)]
    connection = resolved(people=[contact, *others])
    query = "select distinct key_hash, source_record_key from identity.refused_bridge_members where kind = ?"
    rows = connection.execute(query + " order by 2", ["name_and_company"]).fetchall()
    assert [record for _, record in rows] == ["a", "b", "c"]
    assert len({key_hash for key_hash, _ in rows}) == 1
