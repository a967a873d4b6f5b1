import duckdb
import pytest

from tandem.build import Candidate, discard, open_candidate
from tandem.build.candidate import copy_file, mark_finished, sweep
from tandem.errors import UsageError
from tests.unit.build.conftest import AS_OF


@pytest.fixture
def finished(settings, ledger):
    def make() -> Candidate:
        build = ledger.begin_build(AS_OF)
        folder = settings.builds / str(build.build_no)
        folder.mkdir(parents=True)
        (folder / "warehouse.duckdb").write_bytes(b"x")
        candidate = Candidate(build, folder, folder / "warehouse.duckdb", AS_OF)
        mark_finished(candidate)
        return candidate

    return make


def test_the_latest_finished_candidate_is_found(settings, ledger, finished):
    finished()
    second = finished()
    found = open_candidate(settings, ledger)
    assert (found.database, found.as_of, found.build.build_no) == (second.database, AS_OF, 2)


def test_an_unfinished_build_is_no_candidate(settings, ledger):
    (settings.builds / "1").mkdir(parents=True)
    with pytest.raises(UsageError, match="no candidate waiting"):
        open_candidate(settings, ledger)
    with pytest.raises(UsageError, match="no finished candidate"):
        open_candidate(settings, ledger, 1)


def test_discard_removes_the_folder_and_says_why(settings, ledger, finished):
    candidate = finished()
    discard(settings, ledger, candidate, state="held", message="the gate said no")
    assert not candidate.folder.exists()
    build = ledger.build(candidate.build.build_no)
    assert (build.state, build.message) == ("held", "the gate said no")


def test_sweep_leaves_nothing(settings, finished):
    finished()
    (settings.builds / "7" / "dbt").mkdir(parents=True)
    sweep(settings)
    assert list(settings.builds.iterdir()) == []


def test_a_copy_is_a_file_of_its_own(tmp_path):
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"abc" * 1000)
    copy_file(source, target)
    target.write_bytes(target.read_bytes() + b"more")
    assert source.read_bytes() == b"abc" * 1000


def test_the_command_builds_nothing_when_nothing_has_arrived(tmp_path, run_tandem):
    home = tmp_path / "home"
    assert run_tandem(home, "build").stdout.startswith("nothing new")
    assert list((home / "builds").glob("*")) == []


def test_a_developers_warehouse_has_every_raw_view(tmp_path, run_tandem):
    home = tmp_path / "home"
    printed = run_tandem(home, "build", "--dev").stdout
    database = home / "dev" / "warehouse.duckdb"
    assert f"export TANDEM_DEV_WAREHOUSE={database}" in printed
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.salesforce__lead").fetchone() == (0,)
