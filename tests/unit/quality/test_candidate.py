"""The gates on a candidate: recorded in the ledger, in ``ops``, in Data Docs; comparable with the last release."""

from datetime import datetime

import duckdb
import pytest

from tandem.build import Candidate
from tandem.config import Settings
from tandem.ledger import Ledger
from tandem.quality import check_candidate
from tandem.quality.candidate import parameters

AS_OF = datetime.fromisoformat("2026-01-31")
SUITE = """
about: x
checks:
  - id: no_rows
    severity: critical
    owner: sales
    sentence: S.
    advice: A.
    sql: select * from core.t where $as_of > seen_at
"""


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "expectations" / "release").mkdir(parents=True)
    (tmp_path / "expectations" / "release" / "x.yml").write_text(SUITE)
    return Settings(home=tmp_path / "home", project_root=tmp_path)


@pytest.fixture
def ledger(settings):
    with Ledger.open(settings) as opened:
        yield opened


def _candidate(settings, ledger):
    build = ledger.begin_build(AS_OF)
    folder = settings.builds / str(build.build_no)
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create schema core; create table core.t as select timestamp '2026-01-01' as seen_at")
    return Candidate(build=build, folder=folder, database=folder / "warehouse.duckdb", as_of=AS_OF)


def test_results_are_recorded_everywhere(settings, ledger):
    candidate = _candidate(settings, ledger)
    report = check_candidate(settings, ledger, candidate)
    assert not report.passed
    assert ledger.gate_results(candidate.build.build_no) == report.results
    with duckdb.connect(str(candidate.database)) as connection:
        rows = connection.execute("select check_name, owner, is_passed, failing_rows from ops.gate_results").fetchall()
    assert rows == [("no_rows", "sales", False, 1)]
    assert (candidate.folder / "data_docs" / "index.html").is_file()


def test_the_release_before_is_compared_unless_a_batch_was_withdrawn(settings, ledger):
    first = _candidate(settings, ledger)
    assert "where false" in parameters(ledger, first)["previous_rows"]
    ledger.record_release("r000001", first.build.build_no, AS_OF, {"tables": {"core.t": {"rows": 5}}})
    ledger.set_current("r000001")
    assert "('core.t', 5)" in parameters(ledger, _candidate(settings, ledger))["previous_rows"]
