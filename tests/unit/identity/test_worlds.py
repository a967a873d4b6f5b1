"""What must stay true of who is who, whatever arrives when: random worlds in which records meet."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.identity.identity_inputs import MODEL, OF_A_LIST, Person, Stated, clusters
from tests.unit.identity.test_resolve import people_clusters, resolved

# Few different values, so that records meet: shared mailboxes, households, switchboards, chains.
_names = st.sampled_from(["Anna", "Ann", "Bob", "Robert", "Eva", None])
_families = st.sampled_from(["Ott", "Otte", "Lee", "Kim", None])
_emails = st.sampled_from(["a@x.de", "A@X.de", "b@x.de", "info@x.de", "c@y.de", "lee@x.de", "anna.ott@x.de", None])
_phones = st.sampled_from(["089 1234567", "+49891234567", "089 7654321", None])
_weeks = st.sampled_from(["2025-01-06", "2025-01-06;2025-01-13", "2025-01-13", None])
_companies = st.sampled_from(["Acme GmbH", "acme", "Zenit", None])


@st.composite
def worlds(draw, size=14):
    count = draw(st.integers(2, size))
    people = [
        Person(
            f"r{i:02}",
            seq=i + 1,
            given=draw(_names),
            family=draw(_families),
            email=draw(_emails),
            other_emails=draw(_emails),
            phone=draw(_phones),
            company=draw(_companies),
            edited=draw(_weeks),
        )
        for i in range(count)
    ]
    numbers = st.integers(0, count - 1)
    stated = [Stated(people[a].key, people[b].key) for a, b in draw(st.lists(st.tuples(numbers, numbers), max_size=3))]
    return people, stated


@pytest.mark.parametrize("first", ["b", "r"])
def test_who_goes_on_sharing_an_address_does_not_depend_on_whom_a_guard_took_from_it(first):
    people = [
        Person("o", family="Ott", email="a@x.de", other_emails="anna.ott@x.de"),
        Person("b", given="Bob", email="a@x.de"),
        Person("r", given="Robert", family="Ott", email="a@x.de"),
        Person("a", given="Anna", family="Ott", email="anna.ott@x.de"),
    ]
    landed = sorted(people, key=lambda person: person.key != first)
    assert people_clusters(replace(person, seq=i) for i, person in enumerate(landed, 1)) == {frozenset("ob")}


# A seventh of what cheap tests draw: 14, or 200 of the profile ``many``.
few = settings(
    max_examples=settings.default.max_examples // 7, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@few
@given(worlds(), st.randoms(), st.sampled_from([MODEL, OF_A_LIST]))
def test_who_belongs_together_depends_on_no_order(world, random, model):
    people, stated = world
    before = clusters(resolved(model, people=people, stated=stated))
    shuffled = random.sample(people, len(people))
    landed_otherwise = [replace(person, seq=i + 1) for i, person in enumerate(shuffled)]
    assert clusters(resolved(model, people=landed_otherwise, stated=stated[::-1])) == before


@few
@given(worlds(), st.integers(1, 13))
def test_later_records_never_give_a_person_a_newer_name(world, cut):
    """A person that still exists keeps its id: the anchor of an id is always its own first record."""
    people, stated = world
    first = people[:cut]
    keys = {person.key for person in first}
    early = resolved(people=first, stated=[row for row in stated if {row.a, row.b} <= keys])
    late = resolved(people=people, stated=stated)
    query = "select source_record_key, person_id from identity.person_links order by 1"
    before, after = (dict(connection.execute(query).fetchall()) for connection in (early, late))
    ids = dict(late.execute("select person_id, anchor_record_key from identity.persons").fetchall())
    for person_id in set(before.values()):
        members = {key for key, value in before.items() if value == person_id}
        anchor = min(members)
        # Either the anchor's id lives on, or an older person took the anchor over; never an id of a later record.
        assert after[anchor] == person_id or ids[after[anchor]] < anchor


@few
@given(worlds())
def test_nobody_is_joined_by_a_shared_mailbox_or_phone(world):
    """Within one cluster that no system states, all full names agree on given name and family."""
    people, _ = world
    by_key = {person.key: person for person in people}
    same = {frozenset({"Anna", "Ann"}), frozenset({"Bob", "Robert"}), frozenset({"Ott", "Otte"})}
    for part in clusters(resolved(people=people)):
        named = [by_key[key] for key in part if by_key[key].given and by_key[key].family]
        for a in named:
            for b in named:
                assert a.family == b.family or {a.family, b.family} in same
                assert a.given == b.given or {a.given, b.given} in same
