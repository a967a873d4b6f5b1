"""Messages name the batch and the next step, and never a value from somebody's record."""

import pytest

from tandem.errors import BusyError, HeldError, TandemError, UsageError
from tandem.orchestration.messages import Failure, failure_message, report

BATCH = "salesforce.lead-00000007"


def failure(dag_id: str, error: BaseException | None, key: str | None = None) -> Failure:
    return Failure(dag_id=dag_id, task_id="task", run_id="run-1", key=key, tries=6, error=error)


@pytest.mark.parametrize("error", [HeldError("held: a column is missing"), TandemError("the disk is full"), None])
def test_an_ingest_names_its_batch_and_what_to_do(error):
    message = failure_message(failure("ingest_sales", error, BATCH))
    assert message.count(BATCH) >= 2
    assert "Next: " in message
    assert "\n" not in message


def test_a_held_batch_names_the_three_ways_out():
    message = failure_message(failure("ingest_sales", HeldError("batch is held: a column is missing"), BATCH))
    for command in ("batch show", "batch withdraw", "batch readmit"):
        assert f"tandem {command} {BATCH}" in message


def test_a_refusing_gate_says_that_the_old_release_stays():
    message = failure_message(
        failure("build_customer_view", HeldError("the gate holds the release: x (owned by sales)"))
    )
    assert "owned by sales" in message
    assert "the release before stays served" in message
    assert "run-1" in message


@pytest.mark.parametrize("dag_id", ["dispatch", "ingest_sales", "build_customer_view", "after_release", "maintain"])
@pytest.mark.parametrize("error", [BusyError("busy"), UsageError("no such folder"), OSError("x"), None])
def test_every_dag_and_error_has_a_next_step(dag_id, error):
    message = failure_message(failure(dag_id, error, BATCH))
    assert len(message.partition("Next: ")[2]) > 10


def test_the_text_of_an_unexpected_error_is_not_told():
    message = failure_message(failure("ingest_sales", ValueError("could not read ada@example.org"), BATCH))
    assert "ada@example.org" not in message
    assert "ValueError" in message


def test_a_report_is_kept_in_the_run_history(settings, ledger):
    report(settings, failure("ingest_sales", TandemError("the disk is full"), BATCH))
    (event,) = ledger.events("task_failed")
    assert event.batch_id == BATCH
    assert "the disk is full" in event.details["message"]
