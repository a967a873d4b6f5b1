"""``tandem batch`` lists, shows and decides."""

import json

import pytest
from typer.testing import CliRunner

from tandem.cli.batch import batch_app
from tandem.config import Settings
from tandem.errors import UsageError
from tandem.ledger import Ledger, Notice, utcnow


@pytest.fixture
def batch_id(home) -> str:
    """A held batch of one file."""
    with Ledger.open(Settings()) as ledger:
        ledger.register_delivery(
            team="sales",
            system="salesforce",
            entity="lead",
            file_name="lead[bold]\n.csv",
            origin="inbox/lead.csv",
            size=1234,
            sha256="a" * 64,
            arrived_at=utcnow(),
            store=lambda landing_seq: "landing/x",
        )
        (batch,) = ledger.claim()
        notices = [Notice("volume", "90 % fewer [rows] than before", "critical")]
        ledger.hold_batch(batch.batch_id, "90 % fewer rows", notices)
    return batch.batch_id


def run(*arguments: str, exit_code: int = 0) -> str:
    result = CliRunner().invoke(batch_app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == exit_code, result.output
    return result.output


def test_batches_are_listed_and_filtered(batch_id):
    assert batch_id in run("list")
    assert batch_id in run("list", "--state", "held", "--system", "salesforce")
    assert run("list", "--state", "accepted") == "no batches\n"
    assert json.loads(run("list", "--json"))["reason"] == "90 % fewer rows"


def test_a_batch_is_shown_with_files_notices_and_decisions(batch_id):
    run("readmit", batch_id, "--who", "sales operations", "--why", "[year end]")
    shown = run("show", batch_id)
    assert "lead[bold]?.csv, 1,234 bytes" in shown
    assert "critical  90 % fewer [rows] than before" in shown
    assert ": [year end]" in shown
    as_json = json.loads(run("show", batch_id, "--json"))
    assert as_json["state"] == "claimed"
    assert as_json["deliveries"][0]["size"] == 1234
    assert as_json["decisions"][0]["who"] == "sales operations"


def test_withdraw_and_readmit_need_a_name_and_a_reason(batch_id):
    run("withdraw", batch_id, exit_code=2)
    run("withdraw", batch_id, "--who", "me", exit_code=2)
    with pytest.raises(UsageError, match="who decides and why"):
        run("withdraw", batch_id, "--who", "me", "--why", " ")
    assert "is withdrawn" in run("withdraw", batch_id, "--who", "me", "--why", "a test file")
    assert "is claimed again" in run("readmit", batch_id, "--who", "me", "--why", "it was not")


def test_a_decision_can_be_read_by_a_program(batch_id):
    withdrawn = json.loads(run("withdraw", batch_id, "--who", "me", "--why", "a test file", "--json"))
    assert (withdrawn["batch_id"], withdrawn["state"], withdrawn["reason"]) == (batch_id, "withdrawn", "a test file")
    readmitted = json.loads(run("readmit", batch_id, "--who", "me", "--why", "it was not", "--json"))
    assert (readmitted["state"], readmitted["readmitted"]) == ("claimed", True)


def test_an_unknown_batch_is_named(home):
    with pytest.raises(UsageError, match="there is no batch nope"):
        run("show", "nope")
