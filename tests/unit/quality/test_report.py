"""The message of a held release says which check, whose, how many rows, which batches, what to do."""

from tandem.ledger import GateResult
from tandem.quality import GateReport


def _result(check="person_once", *, severity="critical", passed=False, owner="both", rows=7):
    return GateResult(check, "release/keys", owner, severity, passed, rows, "Each person once.", "Look there.")


def test_only_a_failed_critical_check_holds():
    assert GateReport([]).passed
    assert GateReport([_result(severity="warning"), _result(passed=True)]).passed
    assert not GateReport([_result()]).passed


def test_the_message_names_check_owner_rows_batches_and_next_step():
    report = GateReport([_result(), _result("owner_once", owner="sales")], ["salesforce.lead-00000012"])
    message = report.message
    for part in (
        "person_once (owned by both departments, 7 rows): Each person once.",
        "What to do: Look there.",
        "New batches: salesforce.lead-00000012.",
        "tandem batch withdraw salesforce.lead-00000012",
        "1 more critical checks failed: owner_once",
        "the old one stays",
    ):
        assert part in message
    assert "\n" not in message


def test_many_batches_are_counted():
    message = GateReport([_result(rows=None)], [f"b-{i}" for i in range(9)]).message
    assert "b-4 and 4 more" in message
    assert "rows" not in message.split(":")[1]


def test_a_passed_report_has_no_message():
    assert GateReport([_result(passed=True)]).message == ""
