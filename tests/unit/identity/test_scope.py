"""A build that follows a release resolves only whom the change can reach, and writes what a whole one would."""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.database import attached
from tandem.identity import resolve
from tandem.identity.person_keys import RECORD_KEYS
from tandem.identity.scoring import candidates
from tandem.identity.scoring.candidates import BLOCKS
from tandem.identity.scoring.features import FEATURES, SCORES
from tests.unit.identity.identity_inputs import AS_OF, MODEL, OF_A_LIST, Inputs, Person, Stated, opened
from tests.unit.identity.test_judgements import acts, judged
from tests.unit.identity.test_resolve import ACME, JOHN, PRIVATE
from tests.unit.identity.test_worlds import worlds

TABLES = (
    "identity.person_links",
    "identity.persons",
    "identity.person_evidence",
    "identity.person_changes",
    "identity.refused_bridges",
    "identity.refused_bridge_members",
    "identity.employers",
    RECORD_KEYS,
    SCORES,
    FEATURES,
    BLOCKS,
)
MARY = Person("m", seq=9, given="Mary", family="Jones", email="mary@y.de")


def first(file: Path, people, stated=(), judgements=(), accounts=(), model=MODEL) -> Path:
    with opened(file) as connection:
        Inputs(people=list(people), stated=list(stated), accounts=list(accounts)).write(connection)
        resolve(connection, model, as_of=AS_OF, judgements=judgements)
    return file


def rows(connection: duckdb.DuckDBPyConnection) -> dict[str, list]:
    return {table: connection.execute(f"from {table} order by all").fetchall() for table in TABLES}


def next_build(
    before: Path, after: Path, people, stated=(), judgements=(), accounts=(), model=MODEL, *, whole: bool
) -> tuple[dict, frozenset]:
    """What the build after ``before`` writes, and the tables that it says have changed."""
    after.unlink(missing_ok=True)
    if not whole:
        shutil.copyfile(before, after)
    with opened(after) as connection, attached(connection, before):
        Inputs(people=list(people), stated=list(stated), accounts=list(accounts)).write(connection)
        done = resolve(connection, model, as_of=AS_OF, has_previous=True, judgements=judgements)
        return rows(connection), done.changed


def assert_as_whole(tmp_path: Path, before: Path, *inputs) -> Path:
    """``inputs``: those of ``next_build``."""
    after = tmp_path / f"{before.stem}+.duckdb"
    expected, changed = next_build(before, tmp_path / "whole.duckdb", *inputs, whole=True)
    found, said = next_build(before, after, *inputs, whole=False)
    for table in TABLES:
        assert found[table] == expected[table], table
    assert said == changed
    return after


@pytest.mark.parametrize(
    ("people", "stated"),
    [
        pytest.param([JOHN, MARY, Person("n", seq=20, email="mary@y.de")], (), id="a record more"),
        pytest.param([JOHN], (), id="a record less"),
        pytest.param([JOHN, replace(MARY, email="john@x.de")], (), id="another name on an address"),
        pytest.param([JOHN, MARY], [Stated("a", "m")], id="a system states it"),
        pytest.param([replace(JOHN, seq=30), MARY], (), id="landed otherwise"),
        pytest.param([JOHN, MARY], (), id="nothing"),
    ],
)
def test_a_change_is_followed(tmp_path: Path, people, stated):
    other = replace(JOHN, key="b", seq=2)
    before = first(tmp_path / "before.duckdb", [JOHN, other, MARY])
    assert_as_whole(tmp_path, before, [other, *people], stated)


def test_a_cluster_that_was_cut_comes_together_again(tmp_path: Path):
    """The bridge that was refused is gone: its two sides must be looked at, though nothing about them changed."""
    sides = [JOHN, Person("c", seq=3, given="Mary", family="Jones", email="mary@y.de")]
    bridge = Person("b", seq=2, email="john@x.de", other_emails="mary@y.de")
    before = first(tmp_path / "before.duckdb", [*sides, bridge])
    after = assert_as_whole(tmp_path, before, [*sides, replace(bridge, other_emails=None)])
    assert_as_whole(tmp_path, after, [*sides, bridge])


def test_what_a_reached_record_shares_with_others_counts(tmp_path: Path):
    """A change reaches b by the telephone; that b's mailbox is Mary's too is known from her record alone."""
    changed = replace(JOHN, email=None, phone="089 1234567")
    reached = replace(changed, key="b", seq=2, email="mary@y.de")
    before = first(tmp_path / "before.duckdb", [changed, reached, MARY])
    assert_as_whole(tmp_path, before, [replace(changed, family="Smythe"), reached, MARY])


@pytest.mark.parametrize(
    ("edited", "edited_then"), [(None, "2025-01-13"), ("2025-01-13", None), ("2025-01-13", "2025-01-20")]
)
def test_who_was_edited_beside_another_is_followed(tmp_path: Path, edited, edited_then):
    """Nothing that the records say changes."""
    other = Person("a", given="Ann", family="Lee", company="Acme", city="Berlin", edited="2025-01-13")
    before = first(tmp_path / "before.duckdb", [other, replace(PRIVATE, edited=edited), MARY])
    assert_as_whole(tmp_path, before, [other, replace(PRIVATE, edited=edited_then), MARY])


@pytest.mark.parametrize("domain", ["acme.example", "acme-group.example"])
def test_a_company_that_changes_its_domain_reaches_its_people(tmp_path: Path, domain: str):
    people = [PRIVATE, MARY, Person("t", seq=3, email="ann.lee@acme.example")]
    before = first(tmp_path / "before.duckdb", people, accounts=[replace(ACME, domain="zenit.example")])
    after = assert_as_whole(tmp_path, before, people, (), (), [replace(ACME, domain=domain)])
    assert_as_whole(tmp_path, after, people)


def test_an_undone_judgement_is_followed(tmp_path: Path):
    people = [JOHN, replace(JOHN, key="b", seq=2)]
    apart, undo = judged("different", "a", "b"), judged("undo", "a", "b", 2, undoes=1)
    before = first(tmp_path / "before.duckdb", people, judgements=[apart])
    assert_as_whole(tmp_path, before, people, (), [apart, undo])


def test_who_cannot_be_reached_is_not_looked_at(tmp_path: Path):
    before = first(tmp_path / "before.duckdb", [JOHN, replace(JOHN, key="b", seq=2), MARY])
    after = tmp_path / "after.duckdb"
    shutil.copyfile(before, after)
    with opened(after) as connection, attached(connection, before):
        Inputs(people=[JOHN, replace(JOHN, key="b", seq=2, given="J."), MARY]).write(connection)
        resolve(connection, MODEL, as_of=AS_OF, has_previous=True)
        assert connection.execute("from scope order by all").fetchall() == [("a",), ("b",)]


SWITCHBOARD = [
    Person(name, seq=number, given=name, family="Ott", phone="0221 4710325")
    for number, name in enumerate(["Ann", "Bob", "Eva", "Ida", "Jan", "Kim", "Leo"])
]


@pytest.mark.parametrize(
    ("there", "reached"),
    [
        pytest.param(2, {"new", "Ann"}, id="mixed: who has the name"),
        pytest.param(1, {"new", "Ann"}, id="clean: everybody"),
        pytest.param(5, {"new", "Ann", "Bob", "Eva", "Ida", "Jan"}, id="crowded from now on: everybody"),
        pytest.param(6, {"new"}, id="crowded already: nobody"),
    ],
)
def test_a_number_reaches_those_for_whom_it_speaks(tmp_path: Path, there, reached):
    people = SWITCHBOARD[:there]
    new = Person("new", seq=50, given="Ann" if there < 5 else "Ned", family="Ott", phone="0221 4710325")
    before = first(tmp_path / "before.duckdb", people)
    after = assert_as_whole(tmp_path, before, [*people, new])
    shutil.copyfile(before, after)
    with opened(after) as connection, attached(connection, before):
        Inputs(people=[*people, new]).write(connection)
        resolve(connection, MODEL, as_of=AS_OF, has_previous=True)
        assert {key for (key,) in connection.execute("from scope").fetchall()} == reached


@settings(max_examples=settings.default.max_examples // 7, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    data=st.data(),
    world=worlds(),
    changes=st.integers(1, 3),
    most=st.sampled_from([3, candidates.MAX_BLOCK]),
    model=st.sampled_from([MODEL, OF_A_LIST]),
)
def test_builds_that_follow_equal_whole_builds(tmp_path_factory, data, world, changes, most, model):
    """Random worlds, changed at random several times: records, references, judgements, a company's domain."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "MAX_BLOCK", most)
        follow(tmp_path_factory.mktemp("follow"), data, world, changes, model)


def follow(tmp_path: Path, data, world, changes: int, model) -> None:
    people, stated = world
    judgements = data.draw(acts(people))
    keep = st.sampled_from([True, True, False])
    undone = [judged("undo", a.record_a, a.record_b, 10 + a.judgement_no, undoes=a.judgement_no) for a in judgements]
    said = data.draw(st.integers(0, len(judgements)))
    here = [p for p in people if data.draw(keep)]
    before = first(tmp_path / "r.duckdb", here, judgements=judgements[:said], model=model)
    for _ in range(changes):
        drawn = {person.key: person for person in data.draw(worlds(size=len(people)))[0]}
        now = [drawn[p.key] if p.key in drawn and not data.draw(keep) else p for p in people if data.draw(keep)]
        here = {person.key for person in now}
        references = [row for row in stated if {row.a, row.b} <= here and data.draw(keep)]
        said = data.draw(st.integers(said, len(judgements) + len(undone)))
        accounts = data.draw(st.sampled_from([[], [replace(ACME, domain="x.de")], [replace(ACME, domain="y.de")]]))
        before = assert_as_whole(tmp_path, before, now, references, [*judgements, *undone][:said], accounts, model)


HIRED = [
    Person(f"h{number}", seq=number, given=given, family="Bolkesteyn", company=firm, job_title="Welder")
    for number, (given, firm) in enumerate(
        [("Annegret", "Wind"), ("Anegret", "Wind"), ("Wilma", "Wind"), ("Udo", "Sun")]
    )
]


@pytest.mark.parametrize("most", [2, 3])
@pytest.mark.parametrize("order", [(2, 3, 4, 3, 2), (4, 3, 2, 3, 4), (4, 2, 4)])
def test_a_block_becomes_too_large_and_is_no_longer(tmp_path, monkeypatch, most, order):
    """The first two are alike; they share a block with the third (name at a company) and one with all (name)."""
    monkeypatch.setattr(candidates, "MAX_BLOCK", most)
    before = first(tmp_path / "r.duckdb", HIRED[: order[0]])
    for count in order[1:]:
        before = assert_as_whole(tmp_path, before, HIRED[:count])
    with opened(before) as connection:
        joined = connection.execute("select count(*) from identity.person_scores").fetchone() != (0,)
    assert joined is (min(order[-1], 3) <= most), "else this tells nothing"
