"""The commands around a release, as a person types them."""

import json
from dataclasses import dataclass
from decimal import Decimal

import pytest
import structlog

from tandem.build import Candidate
from tandem.build.candidate import mark_finished
from tandem.cli import main
from tandem.release import current
from tandem.release.folder import release_id_of

SUITE = """
about: x
checks:
  - id: enough_people
    severity: critical
    owner: sales
    sentence: There are at least five people.
    advice: Deliver the missing people.
    sql: select count(*) from core.dim_person having count(*) < 5
"""


@dataclass
class Ended:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def tandem(settings, monkeypatch, capsys):
    """Run a command on this data folder and project, as its own process would but without starting one."""

    def run(*arguments, home=None, check=True):
        monkeypatch.setenv("TANDEM_HOME", str(home or settings.root))
        monkeypatch.setenv("TANDEM_PROJECT_ROOT", str(settings.project_root))
        monkeypatch.setattr("sys.argv", ["tandem", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        structlog.reset_defaults()  # it logs to the captured standard error, which is closed later
        assert not check or not ended.value.code, err
        return Ended(ended.value.code or 0, out, "".join(line for line in err.splitlines(True) if "tandem:" in line))

    return run


@pytest.fixture
def waiting(candidate):
    """Leave a finished candidate, as ``tandem build`` does."""

    def make(people):
        made = candidate(people)
        mark_finished(Candidate(build=made.build, folder=made.folder, database=made.database, as_of=made.as_of))
        return release_id_of(made.build.build_no)

    return make


def test_query_export_rollback_resume(tandem, settings, published, tmp_path):
    published(3)
    published(4)
    asked = tandem("query", "select country, count(*) as people from core.dim_person group by all order by 1")
    assert asked.stdout == "country\tpeople\nDE\t2\n\t2\n"
    rows = tandem("query", "select max(amount) as most from core.fct_opportunity", "--json").stdout
    assert json.loads(rows) == {"most": 19.00}
    refused = tandem("query", "select email from core.dim_person", check=False)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)

    first = tandem("export", "--out", str(tmp_path / "first"), "--release", "r000001").stdout.strip()
    second = tandem("export", "--out", str(tmp_path / "second")).stdout.strip()
    assert first != second
    assert len(first) == 64
    assert "r000001" in tandem("rollback").stdout
    assert tandem("export", "--out", str(tmp_path / "again")).stdout.strip() == first
    tandem("resume")


def test_every_command_around_a_release_has_one_json_object(tandem, settings, published, waiting, tmp_path):
    def result(*arguments, **named):
        return json.loads(tandem(*arguments, "--json", **named).stdout)

    published(3)
    waiting(5)
    assert result("publish") == {"release_id": "r000002", "served_by": "file"}
    assert result("rollback") == {"release_id": "r000001", "publishing_held": True}
    assert result("resume") == {"release_id": "r000001", "publishing_held": False}
    out = tmp_path / "out"
    exported = result("export", "--out", str(out))
    assert exported == {
        "sha256": tandem("export", "--out", str(tmp_path / "again")).stdout.strip(),
        "out": str(out),
        "tables": json.loads((out / "hashes.json").read_text()),
    }
    saved = result("backup", "--out", str(tmp_path / "backup"))
    assert saved == {"files": saved["files"], "out": str(tmp_path / "backup")}
    home = tmp_path / "restored"
    assert result("restore", str(tmp_path / "backup"), home=home) == {"files": saved["files"], "home": str(home)}
    assert result("build") == {"build_no": None, "batches": 0, "new_batches": 0, "database": None}


def test_the_summary_can_be_read_by_a_program(tandem, settings, published, monkeypatch):
    from tandem.serving import summary

    published(3)
    headlines = (("people", "select count(*) from core.dim_person"), ("  won it", "select 12345"))
    monkeypatch.setattr(summary, "HEADLINES", headlines)
    moved = [("person", "p_a", "p_b", 2, Decimal("3.30"), 1)]  # the small release has no ops tables
    monkeypatch.setattr(summary, "_ops_rows", lambda _, table, *__: moved if table == "identity_effects" else [])
    found = json.loads(tandem("summary", "--json").stdout)
    assert found["headlines"] == {"people": 3, "won_it": 12345}
    assert {"release_id", "as_of", "folder", "records", "quarantined", "reasons", "checks_failed"} <= found.keys()
    assert (found["release_id"], found["as_of"]) == ("r000001", "2026-01-31T00:00:00Z")
    assert found["moved"] == [
        {"grain": "person", "previous_id": "p_a", "id": "p_b", "touches": 2, "spend_amount": "3.30", "opportunities": 1}
    ]
    told = tandem("summary").stdout
    assert "12,345" in told
    assert "p_a → p_b: 2 touches with 3.30 ad spend, 1 opportunities" in told


def test_backup_and_restore(tandem, published, tmp_path):
    published(3)
    tandem("backup", "--out", str(tmp_path / "backup"))
    restored = tmp_path / "restored"
    assert "verified" in tandem("restore", str(tmp_path / "backup"), home=restored).stdout
    assert tandem("query", "select count(*) as n from core.dim_person", home=restored).stdout == "n\n3\n"
    again = tandem("restore", str(tmp_path / "backup"), home=restored, check=False)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)


def test_a_failed_gate_holds_the_release_and_says_what_to_do(tandem, settings, ledger, published, waiting):
    published(6)
    (settings.project_root / "expectations" / "release").mkdir(parents=True)
    (settings.project_root / "expectations" / "release" / "x.yml").write_text(SUITE)
    waiting(4)
    checked = tandem("check", "--json", check=False)
    assert checked.returncode == 3
    assert json.loads(checked.stdout)["failing_rows"] == 1
    held = tandem("publish", check=False)
    assert held.returncode == 3
    assert "enough_people (owned by sales, 1 rows): There are at least five people." in held.stderr
    assert "What to do: Deliver the missing people." in held.stderr
    assert current(settings).name == "r000001"
    assert ledger.build(2).state == "held"
    assert not (settings.builds / "2").exists()

    expected = waiting(5)
    assert "ok" in tandem("check").stdout
    assert expected in tandem("publish").stdout
    assert current(settings).name == expected
