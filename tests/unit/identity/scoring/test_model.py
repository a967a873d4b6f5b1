"""Match models: made without any truth, the same from the same records, and refused when they are not one."""

import json
import random
from dataclasses import replace

import duckdb
import pytest

from tandem.errors import UsageError
from tandem.identity import accounts
from tandem.identity.person_keys import UNIONED, collect_keys
from tandem.identity.scoring import train as training
from tandem.identity.scoring.comparisons import COMPARISONS
from tandem.identity.scoring.features import collect_features
from tandem.identity.scoring.model import SHIPPED, MatchModel
from tests.unit.identity.identity_inputs import MODEL, Inputs, Person, Stated

NAMES = [a + b for a in ("ann", "bern", "carl", "dor", "emil", "fried") for b in ("a", "hild", "son", "mar", "wig")]


@pytest.fixture(scope="module")
def company() -> duckdb.DuckDBPyConnection:
    """300 people with two records each; in one of ten the second has a slip in the family name."""
    chance = random.Random(3)
    people, stated = [], []
    for number in range(300):
        given, family = chance.choice(NAMES), chance.choice(NAMES) + chance.choice(NAMES)
        lead = Person(f"l{number}", seq=number, given=given, family=family, email=f"{given}{number}@x{number}.example")
        typed = family[1:] if number % 10 == 0 else family
        people += [lead, replace(lead, key=f"c{number}", seq=1_000 + number, family=typed)]
        stated.append(Stated(f"l{number}", f"c{number}"))
    connection = duckdb.connect()
    collected(connection, people, stated)
    return connection


def collected(connection: duckdb.DuckDBPyConnection, people: list[Person], stated: list[Stated]) -> None:
    Inputs(people=people, stated=stated).write(connection)
    accounts.collect_evidence(connection)
    accounts.find_employer_domains(connection)
    collect_keys(connection, UNIONED)
    collect_features(connection)


def trained(company: duckdb.DuckDBPyConnection, enough: int, origin: str = "a test") -> MatchModel:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "ENOUGH_STATED", enough)
        patch.setattr(training, "RANDOM_PAIRS", 20_000)
        return training.train(company, origin=origin)


@pytest.fixture(scope="module")
def from_stated(company) -> MatchModel:
    return trained(company, 300)


@pytest.fixture(scope="module")
def by_estimation(company) -> MatchModel:
    return trained(company, 301)


@pytest.mark.parametrize("way", ["from_stated", "by_estimation"])
def test_training(request, tmp_path, way):
    model = request.getfixturevalue(way)
    same, other = model.probabilities["family name"]["equal"], model.probabilities["family name"]["different"]
    assert same[0] == pytest.approx(0.9, abs=0.04), "one in ten has a slip"
    assert same[0] > 50 * same[1]
    assert other[0] < other[1]
    # 300 true pairs among 600 records. An equal name and address finds most of them; how many are missed is a guess,
    # which expectation does without.
    assert model.prior == pytest.approx(300 / (600 * 599 / 2), rel=0.02 if way == "by_estimation" else 0.5)
    assert not model.has_birthdays
    model.write(tmp_path / "model.json")
    assert MatchModel.read(tmp_path / "model.json") == model


@pytest.mark.parametrize("way", ["from_stated", "by_estimation"])
def test_what_random_pairs_share_because_they_are_one_person_is_no_chance(request, way):
    """Nobody shares an address here but the 300 true pairs among all 179,700."""
    m, u = request.getfixturevalue(way).probabilities["e-mail"]["equal"]
    assert u < 0.5 * m * 300 / 179_700


def test_the_same_records_make_the_same_model(company, from_stated):
    assert trained(company, 300, "another name").version == from_stated.version


def test_what_no_pair_shows_is_worth_what_is_expected(from_stated):
    for level in next(one for one in COMPARISONS if one.name == "phone").levels:
        assert from_stated.probabilities["phone"][level.name] == level.expected


def test_what_no_true_pair_shows_is_not_worth_more_than_expected(from_stated):
    """Nobody's given name is another one's family name here, and no true pair has different given names."""
    for level in next(one for one in COMPARISONS if one.name == "given name").levels:
        m, u = from_stated.probabilities["given name"][level.name]
        assert m != level.expected[0] or u >= level.expected[1], level.name


@pytest.mark.parametrize("company", [None, "Acme GmbH"])
def test_what_another_comparison_tells_is_not_learnt(company):
    """Two addresses at one domain are two at one company, which the place says already if records name companies."""
    with duckdb.connect() as connection:
        people, stated = [], []
        for number in range(60):
            one = Person(f"l{number}", given="Ann", family=NAMES[number % 30], email=f"a.{number}@x{number}.example")
            one = replace(one, company=company)
            people += [one, replace(one, key=f"c{number}", email=f"studio9@x{number}.example")]
            stated.append(Stated(f"l{number}", f"c{number}"))
        collected(connection, people, stated)
        learnt = trained(connection, 60).probabilities["e-mail"]["colleagues"]
    expected = next(
        level.expected for one in COMPARISONS if one.name == "e-mail" for level in one.levels if level.told_by
    )
    assert (learnt == expected) is (company is not None)


def test_every_level_of_the_model_that_ships_has_its_numbers():
    assert MODEL.origin
    for comparison in COMPARISONS:
        found = MODEL.probabilities[comparison.name]
        assert set(found) == {level.name for level in comparison.levels}
        assert all(0 < share <= 1 for shares in found.values() for share in shares)


def test_the_version_is_that_of_the_numbers():
    told = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert told["version"] == MODEL.version
    assert replace(MODEL, joins_from=MODEL.joins_from + 1).version != MODEL.version
    assert replace(MODEL, origin="elsewhere").version == MODEL.version


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda told: told.update(comparisons=0), "trained for version 0 of the comparisons", id="older"),
        pytest.param(lambda told: told.pop("prior"), "is not a match model", id="incomplete"),
        pytest.param(lambda told: told.update(frequencies=[]), "is not a match model", id="another shape"),
    ],
)
def test_what_is_no_model_is_refused_with_a_line_for_people(tmp_path, change, message):
    told = json.loads(SHIPPED.read_text(encoding="utf-8"))
    change(told)
    (tmp_path / "match_model.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(UsageError, match=message) as refused:
        MatchModel.read(tmp_path / "match_model.json")
    assert "tandem identity train" in str(refused.value)


def test_a_file_that_is_not_there_or_not_json(tmp_path):
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    for name in ("none.json", "broken.json"):
        with pytest.raises(UsageError, match=f"{name} is not a match model"):
            MatchModel.read(tmp_path / name)


def test_a_model_names_nobody(company, from_stated):
    for feature, found in from_stated.frequencies.items():
        query = f"select {feature}, count(*) from found_features where {feature} is not null group by 1"
        counts = dict(company.execute(query).fetchall())
        assert all(counts[value] >= training.FREQUENT_RECORDS for value in found.shares)
    assert from_stated.frequencies["given"].shares, "given names are shared by many here"
    assert not from_stated.frequencies["family"].shares, "family names are not"
