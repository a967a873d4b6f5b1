"""A chain of likenesses holds two people together only if they are one on average."""

from dataclasses import replace
from datetime import date

from tandem.identity import resolve
from tandem.identity.scoring import parting
from tests.unit.identity.identity_inputs import AS_OF, OF_A_LIST, Inputs, Person, Stated, clusters, opened

ANN = Person("a", given="Ann", family="Bolkesteyn", birth_on=date(1950, 1, 2), city="Bremen", job_title="Welder")
OLD = [replace(ANN, key=f"o{number}", seq=number) for number in range(4)]
OTHER = replace(ANN, birth_on=date(1985, 6, 7), city="Ulm", job_title="Head of Sales")
YOUNG = [replace(OTHER, key=f"y{number}", seq=9 + number) for number in range(4)]
# Like everybody of that name.
NAME_ALONE = Person("n", seq=99, given="Ann", family="Bolkesteyn")


def keys(people) -> frozenset[str]:
    return frozenset(person.key for person in people)


def found(people, stated=()) -> tuple[set[frozenset[str]], list[tuple[str, int]]]:
    """Who is put together, and what was refused."""
    with opened() as connection:
        Inputs(people=people, stated=list(stated)).write(connection)
        resolve(connection, OF_A_LIST, as_of=AS_OF)
        refused = connection.execute(
            "select reason, count(distinct key_hash) from identity.refused_bridge_members group by all order by all"
        ).fetchall()
        return clusters(connection), refused


def test_a_record_that_says_little_does_not_join_two_people():
    together, refused = found([*OLD, *YOUNG, NAME_ALONE])
    assert together == {keys([*OLD, NAME_ALONE]), keys(YOUNG)}
    assert refused == [("unlikely", len(YOUNG))], "each likeness that was cut is listed"


def test_what_stronger_evidence_joins_is_not_parted():
    stated = [Stated("o0", "y0")]
    together, _ = found([*OLD, *YOUNG, NAME_ALONE], stated)
    assert together == {keys([*OLD, *YOUNG, NAME_ALONE])}


def test_two_records_or_a_few_alike_ones_stay_together():
    assert found([OLD[0], NAME_ALONE]) == ({keys([OLD[0], NAME_ALONE])}, [])
    assert found([*OLD, NAME_ALONE]) == ({keys([*OLD, NAME_ALONE])}, [])


def test_a_cluster_too_large_for_it_is_left_to_the_limit(monkeypatch):
    monkeypatch.setattr(parting, "MAX_RECORDS", 5)
    together, _ = found([*OLD, *YOUNG, NAME_ALONE])
    assert together == {keys([*OLD, *YOUNG, NAME_ALONE])}
