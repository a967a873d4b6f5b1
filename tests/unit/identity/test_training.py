"""``tandem identity train`` and ``explain`` on a release, as the command line runs them."""

import json
import random
from dataclasses import replace

import duckdb
import pytest

from tandem.config import Settings
from tandem.identity import resolve
from tandem.identity.scoring.model import SHIPPED, MatchModel, in_use
from tandem.release.folder import RESTRICTED_DATABASE, point_to
from tests.unit.identity.identity_inputs import AS_OF, MODEL, Inputs, Person, Stated


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data folder with a release: 40 people with two records each, one with a slip in the family name."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    chance = random.Random(5)
    people, stated = [], []
    for number in range(40):
        given, family = chance.choice(["Ann", "Bob", "Eva"]), chance.choice(["Abel", "Brand", "Conrad", "Deichmann"])
        one = Person(f"l{number}", seq=number, given=given, family=family, email=f"{number}@x.example", company="Acme")
        people += [one, replace(one, key=f"c{number}", seq=100 + number)]
        stated.append(Stated(f"l{number}", f"c{number}"))
    people.append(Person("d", seq=999, given="Annegret", family="Bolkesteyn", email="a.b81@y.example", company="Wind"))
    people.append(
        Person("e", seq=1000, given="Annegret", family="Bolkesteijn", email="a.b81@y.exmaple", company="Wind")
    )
    release = settings.releases / "r000001"
    release.mkdir(parents=True)
    with duckdb.connect(str(release / RESTRICTED_DATABASE)) as connection:
        Inputs(people=people, stated=stated).write(connection)
        resolve(connection, MODEL, as_of=AS_OF)
    point_to(settings, "r000001")
    return settings.home


def test_a_model_of_ones_own_takes_the_place_of_the_one_that_ships(home, run_tandem):
    settings = Settings(home=home)
    assert in_use(settings) == MatchModel.read(SHIPPED)
    out = run_tandem(home, "identity", "train").stdout
    trained = in_use(settings)
    assert trained.version != MODEL.version
    assert f"match model {trained.version} is in {settings.match_model}" in out
    assert trained.origin == "release r000001"
    settings.match_model.unlink()


def test_explaining_two_records_says_what_they_say_of_themselves_and_draws_it(home, run_tandem, tmp_path):
    picture = tmp_path / "picture.html"
    out = run_tandem(home, "identity", "explain", "d", "e", "--picture", str(picture)).stdout.splitlines()
    assert out[0].startswith("d and e are one person")
    assert any(line.endswith("family names that differ by a slip") for line in out)
    assert any(line.endswith("e-mail addresses that differ by a slip") for line in out)
    assert "enough for joining them by likeness alone" in out[-1]
    assert "Bolkesteyn" not in "".join(out), "no personal data in what is printed"
    assert "family names that differ by a slip" in picture.read_text(encoding="utf-8")
    told = [
        json.loads(line) for line in run_tandem(home, "identity", "explain", "d", "e", "--json").stdout.splitlines()
    ]
    assert [line["sentence"] for line in told] == out
    *pieces, together = [line["match_weight"] for line in told if "match_weight" in line]
    assert sum(pieces) == pytest.approx(together, abs=0.05)


def test_a_picture_takes_two_records(home, run_tandem, tmp_path):
    result = run_tandem(home, "identity", "explain", "d", "--picture", str(tmp_path / "x.html"), check=False)
    assert result.returncode == 2
    assert (
        result.stderr.strip()
        == "tandem: --picture takes two records of people with a name: there is nothing else to weigh"
    )
