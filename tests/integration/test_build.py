"""However the same deliveries come in, the same release comes out.

What it is not: a test of what the numbers are. It compares whole releases with each other.
"""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

AS_OF = ("--as-of", "2026-01-31T00:00:00Z")
PEOPLE, SEED = "300", "5"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def dates(tmp_path_factory, run_tandem) -> list[Path]:
    """The first three delivery dates of a small company, one in the middle, and its last."""
    folder = tmp_path_factory.mktemp("company") / "company"
    run_tandem(folder.parent / "unused", "demo", "--people", PEOPLE, "--seed", SEED, "--out", str(folder))
    found = sorted((folder / "sources").iterdir())
    return [*found[:3], found[12], found[-1]]


@pytest.fixture(scope="module")
def run(run_tandem):
    def call(home: Path, sources: list[Path], *options: str) -> str:
        named = [part for source in sources for part in ("--source", str(source))]
        return run_tandem(home, "run", *named, *AS_OF, *options).stdout

    return call


@pytest.fixture(scope="module")
def hashes(run_tandem):
    """sha256 by table of the current release."""

    def read(home: Path) -> dict[str, str]:
        out = home.with_name(f"{home.name}-export")
        shutil.rmtree(out, ignore_errors=True)
        run_tandem(home, "export", "--out", str(out))
        return json.loads((out / "hashes.json").read_text())

    return read


@pytest.fixture(scope="module")
def at_once(tmp_path_factory, dates, run) -> Path:
    """Everything landed and run in one go."""
    home = tmp_path_factory.mktemp("once") / "home"
    assert "published" in run(home, dates)
    return home


@pytest.fixture(scope="module")
def step_by_step(tmp_path_factory, dates, run) -> Path:
    """A run after each delivery date, each from the release before."""
    home = tmp_path_factory.mktemp("steps") / "home"
    for date in dates:
        assert "published" in run(home, [date])
    return home


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(table for table in one.keys() | other.keys() if one.get(table) != other.get(table))


def test_one_batch_equals_many(at_once, step_by_step, hashes):
    assert differing(hashes(at_once), hashes(step_by_step)) == []


def test_incremental_equals_full(step_by_step, run, hashes):
    before = hashes(step_by_step)
    assert "published" in run(step_by_step, [], "--full")
    assert differing(hashes(step_by_step), before) == []


def test_nothing_new_changes_nothing(at_once, dates, run, hashes, run_tandem):
    before, status = hashes(at_once), run_tandem(at_once, "status", "--json").stdout
    assert "nothing new" in run(at_once, dates)
    assert hashes(at_once) == before
    assert json.loads(run_tandem(at_once, "status", "--json").stdout) == json.loads(status)


def test_another_run_time_alone_is_nothing_new(at_once, run_tandem):
    assert "nothing new" in run_tandem(at_once, "run", "--as-of", "2026-02-28T00:00:00Z").stdout


# What does not depend on who arrived first: ids are anchored on the first arrival, so people are compared by cluster.
CLUSTERS = """
    select list(source_record_key order by source_record_key)
    from identity.{grain}_links where valid_to is null group by {grain}_id
"""
ORDER_FREE = {
    "opportunities": """
        select opportunity_id, opportunity_name, stage, opportunity_type, amount, currency, closed_on, is_won
        from core.fct_opportunity
    """,
    "history": "select opportunity_id, valid_from, valid_to, stage, amount from core.fct_opportunity__versions",
    "spend": "select * exclude (spend_id, campaign_id) from core.fct_ad_spend",
    "owners": "select owner_name, team_name, is_active from core.dim_owner",
    "people": CLUSTERS.format(grain="person"),
    "accounts": CLUSTERS.format(grain="account"),
}


def test_the_order_of_arrival_does_not_matter(tmp_path, at_once, dates, run):
    """Updates that arrive before what they update, as one batch and as several."""
    home = tmp_path / "home"
    run(home, dates[:1] + dates[3:4])
    run(home, [dates[4], dates[2], dates[1]])
    release = Path("releases", "current", "restricted.duckdb")
    with (
        duckdb.connect(str(at_once / release), read_only=True) as one,
        duckdb.connect(str(home / release), read_only=True) as other,
    ):
        for name, query in ORDER_FREE.items():
            expected, found = (sorted(c.execute(query).fetchall(), key=repr) for c in (one, other))
            assert expected, name
            assert found == expected, name
