"""``tandem status``: the JSON that others' scripts rely on, and the page for people."""

import json
from datetime import datetime, timedelta

import pytest
import typer
from typer.testing import CliRunner

from tandem.cli.status import status
from tandem.config import Settings
from tandem.errors import HeldError
from tandem.ledger import GateResult, Ledger
from tandem.orchestration.messages import Failure, report

AS_OF = datetime.fromisoformat("2026-01-31T00:00:00")


def run(*arguments: str) -> str:
    app = typer.Typer()
    app.command()(status)
    result = CliRunner().invoke(app, arguments)
    if result.exception:
        raise result.exception
    return result.output


@pytest.fixture
def published(home) -> None:
    """One accepted and one held batch, a release with a failed warning, a rollback."""
    with Ledger.open(Settings()) as ledger:
        for entity in ("lead", "account"):
            ledger.register_delivery(
                team="sales",
                system="salesforce",
                entity=entity,
                file_name=f"{entity}.csv",
                origin=f"inbox/{entity}.csv",
                size=10,
                sha256="a" * 64,
                arrived_at=AS_OF,
                store=lambda landing_seq: f"landing/{landing_seq}",
            )
        lead, account = ledger.claim()
        ledger.accept_batch(lead.batch_id, records=5000, loaded=4990, quarantined=10, contract_version=1)
        ledger.hold_batch(account.batch_id, "a column [is] missing")
        build = ledger.begin_build(AS_OF)
        gates = [
            GateResult("rows", "release", "both", "critical", True, None, "There are rows.", ""),
            GateResult("campaigns", "agreement", "marketing", "warning", False, 3, "Campaigns are known.", "Ask."),
        ]
        ledger.record_gate_results(build.build_no, gates)
        ledger.record_release("r1", build.build_no, AS_OF, {})
        ledger.set_current("r1", publishing_held=True)


def test_an_empty_data_folder_has_a_status(home):
    assert json.loads(run("--json")) == {
        "release": None,
        "batches": [],
        "gates": [],
        "freshness": [],
        "failures": [],
    }
    assert "release    none yet" in run()


def test_recent_failures_of_scheduled_tasks_are_shown(home, monkeypatch):
    from tandem.ledger import events

    settings, now = Settings(), events.utcnow()
    failure = Failure("ingest_sales", "accept", "run-1", "salesforce.lead-00000001", 6, HeldError("a [column] is gone"))
    with monkeypatch.context() as patch:
        patch.setattr(events, "utcnow", lambda: now - timedelta(days=8))
        report(settings, failure)
    assert json.loads(run("--json"))["failures"] == []
    report(settings, failure)
    (shown,) = json.loads(run("--json"))["failures"]
    assert (shown["task"], shown["batch_id"]) == ("ingest_sales.accept", "salesforce.lead-00000001")
    assert shown["message"].startswith("ingest_sales.accept failed for salesforce.lead-00000001: a [column] is gone.")
    assert shown["message"] in run()


def test_deliveries_that_wait_for_a_run_are_counted(tmp_path, home, run_tandem):
    file = tmp_path / "salesforce__lead.csv"
    file.write_text("id\n1\n")
    run_tandem(home, "land", str(file))
    assert "deliveries for the next tandem run: 1\n" in run()


def test_the_json_has_the_agreed_shape(published):
    shown = json.loads(run("--json", "--as-of", "2026-01-31T06:00:00Z"))
    assert shown["release"] == {"id": "r1", "as_of": "2026-01-31T00:00:00Z"}
    assert shown["batches"] == [
        {
            "batch_id": "salesforce.lead-00000001",
            "team": "sales",
            "system": "salesforce",
            "entity": "lead",
            "files": 1,
            "records": 5000,
            "loaded": 4990,
            "quarantined": 10,
            "erased": 0,
            "state": "accepted",
        },
        {
            "batch_id": "salesforce.account-00000002",
            "team": "sales",
            "system": "salesforce",
            "entity": "account",
            "files": 1,
            "records": None,
            "loaded": None,
            "quarantined": None,
            "erased": None,
            "state": "held",
        },
    ]
    assert shown["gates"] == [
        {"check": "rows", "owner": "both", "severity": "critical", "passed": True},
        {"check": "campaigns", "owner": "marketing", "severity": "warning", "passed": False},
    ]
    assert [(entity["system"], entity["entity"], entity["stale"]) for entity in shown["freshness"]] == [
        ("salesforce", "account", False),
        ("salesforce", "lead", False),
    ]


def test_the_page_says_what_is_held_failed_and_late(published):
    shown = run("--as-of", "2027-01-31T00:00:00Z")
    assert "release    r1, as of 2026-01-31T00:00:00Z" in shown
    assert "publishing is held after a rollback: tandem resume" in shown
    assert "batches    1 accepted, 1 held" in shown
    assert "held: salesforce.account-00000002: a column [is] missing" in shown
    assert "5,000" in shown
    assert "gates      1 of 2 passed" in shown
    assert "warning (marketing): Campaigns are known. Ask." in shown
    assert "salesforce.lead is late" in shown
