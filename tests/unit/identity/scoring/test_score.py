"""What likeness joins and what it never joins, and that weights are those of an independent implementation."""

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from tandem.identity import resolve
from tandem.identity.scoring.comparisons import COMPARISONS
from tandem.identity.scoring.features import FEATURES, SCORES
from tandem.identity.scoring.splink_model import linker_for
from tandem.identity.scoring.weights import sides_of, weight_of, write_compared
from tandem.identity.slips import define_slips
from tests.unit.identity.identity_inputs import AS_OF, MODEL, Inputs, Person, opened

ANN = Person("a", seq=1, given="Annegret", family="Bolkesteyn", email="annegret.bolkesteyn81@freemail.example")
WORK = replace(ANN, email="a.bolkesteyn@wind.example", company="Dehmel Wind GmbH", phone="+49 899 9998004")


def joined(*people: Person) -> set[frozenset]:
    """The records that are put together, by their keys."""
    with opened() as connection:
        Inputs(people=list(people)).write(connection)
        resolve(connection, MODEL, as_of=AS_OF)
        rows = connection.execute("select person_id, list(source_record_key) from identity.person_links group by 1")
        return {frozenset(members) for _, members in rows.fetchall() if len(members) > 1}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            ANN, replace(ANN, key="b", email="annegret.bolkesteyn81@freemial.example"), id="a slip in an address"
        ),
        pytest.param(WORK, replace(WORK, key="b", family="Bolkesteijn", email=None, phone=None), id="a slip in a name"),
        pytest.param(WORK, replace(WORK, key="b", given="A.", email=None), id="an initial and a number"),
        pytest.param(
            replace(WORK, job_title="Marketing Manager"),
            replace(WORK, key="b", email=None, phone=None, job_title="Vice President, Marketing"),
            id="a promotion",
        ),
        pytest.param(
            WORK,
            replace(WORK, key="b", given="Bolkesteyn", family="Annegret", email=None),
            id="swapped names",
        ),
    ],
)
def test_alike_is_one_person(one, other):
    assert joined(one, other) == {frozenset("ab")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(WORK, replace(WORK, key="b", given="Wilfried"), id="a household or a family firm"),
        pytest.param(ANN, Person("b", given="Annegret", family="Bolkesteyn"), id="a name alone"),
        pytest.param(
            WORK, replace(WORK, key="b", email="a.bolkesteyn2@wind.example", phone=None), id="the company numbers them"
        ),
        pytest.param(
            replace(WORK, email=None, phone=None, job_title="Head of Sales"),
            replace(WORK, key="b", email=None, phone=None, job_title="Lead Engineer"),
            id="other work at the same company",
        ),
        pytest.param(
            replace(ANN, birth_on=date(1950, 1, 2)),
            replace(ANN, key="b", birth_on=date(1980, 5, 6)),
            id="two birthdays",
        ),
    ],
)
def test_alike_is_not_enough(one, other):
    assert joined(one, other) == set()


def test_an_address_that_other_names_use_says_nothing():
    by_initial = replace(ANN, key="b", given="A.")
    assert joined(ANN, by_initial) == {frozenset("ab")}
    assert joined(ANN, by_initial, replace(ANN, key="c", given="Wilfried")) == set()


def test_an_initial_does_not_bridge_two_people():
    wilma = replace(WORK, key="b", given="Wilma", email="w.bolkesteyn@wind.example")
    wolfgang = replace(WORK, key="c", given="Wolfgang", email=None, phone=None)
    found = joined(wilma, wolfgang, replace(WORK, key="d", given="W.", email=None, phone=None))
    assert not any({"b", "c"} <= members for members in found)


def pairs_and_weights(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], float]:
    total = " + ".join([repr(MODEL.prior_weight), *(weight_of(MODEL, one) for one in COMPARISONS)])
    rows = connection.execute(
        f"select source_record_key_l, source_record_key_r, {total} from ({sides_of('every_pair')})"
    ).fetchall()
    return {(a, b): weight for a, b, weight in rows}


def test_weights_are_those_of_splink():
    changes = [
        {"family": "Bolkesteijn"},
        {"given": "Bolkesteyn", "family": "Annegret"},
        {"given": "A."},
        {"given": "Anne", "email": "a.bolkesteyn@wnid.example"},
        {"birth_on": date(1980, 5, 6)},
        {"birth_on": date(1980, 6, 5), "phone": None},
        {"birth_on": date(1980, 5, 30), "given": "Bolkesteyn", "family": None},
        {"birth_on": date(1981, 4, 9), "given": "Bolkesteijn", "family": "Annegret"},
        {"birth_on": date(1988, 4, 9), "email": "a.bolkesteym@wimd.exampel"},
        {"company": "Dehmel Winds", "city": "Bremen"},
        {"company": None, "city": "Bremen"},
        {"family": "Smith", "given": "John", "company": "Acme"},
        {"email": None, "phone": "+49 221 4710325", "job_title": "Head of Sales"},
        {"job_title": "Sales Manager"},
        {"job_title": "Sales Engineer"},
    ]
    people = [WORK, *(replace(WORK, key=f"k{i}", seq=i + 2, **change) for i, change in enumerate(changes))]
    with opened() as connection:
        Inputs(people=people).write(connection)
        resolve(connection, MODEL, as_of=AS_OF)
        define_slips(connection)
        write_compared(connection, MODEL, FEATURES)
        connection.execute(
            "create temp table every_pair as "
            "select x.source_record_key as a, y.source_record_key as b from compared as x, compared as y where a < b"
        )
        ours = pairs_and_weights(connection)
        connection.execute(
            "create table for_splink as select *, share_of_given as tf_given, share_of_family as tf_family, "
            "share_of_employer as tf_employer, share_of_city as tf_city from compared; "
            "create table blocked as select a as join_key_l, b as join_key_r, '0' as match_key from every_pair"
        )
        linker, api = linker_for(connection, "for_splink", MODEL)
        linker.table_management.register_blocked_pairs_for_predict(api.register(connection.table("blocked")))
        found = linker.inference.predict(warning_mode="never").as_record_list()
    theirs = {(row["source_record_key_l"], row["source_record_key_r"]): row["match_weight"] for row in found}
    assert len(theirs) == len(people) * (len(people) - 1) // 2
    assert theirs == pytest.approx(ours, abs=1e-9)


def test_a_score_is_kept_with_its_pair():
    with opened() as connection:
        Inputs(people=[WORK, replace(WORK, key="b", given="A.", email=None)]).write(connection)
        resolve(connection, MODEL, as_of=AS_OF)
        ((a, b, weight),) = connection.execute(f"from {SCORES}").fetchall()
        ((evidence, kept),) = connection.execute(
            "select evidence, match_weight from identity.person_evidence where rule = 'likeness'"
        ).fetchall()
    assert (a, b) == ("a", "b")
    assert weight == kept
    assert weight >= MODEL.joins_from
    assert evidence.endswith(f"(match weight {weight})")
