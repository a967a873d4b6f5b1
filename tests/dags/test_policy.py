"""What a failed task leaves behind, and when a build is not woken."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowSkipException
from tandem_airflow.policy import report_failure
from tandem_airflow.wake import WakeBuild

from tandem.config import Settings
from tandem.errors import HeldError
from tandem.ledger import Ledger

BATCH = "salesforce.lead-00000007"


def context(**more) -> dict:
    ti = SimpleNamespace(dag_id="ingest_sales", task_id="accept", run_id="run-1", try_number=6)
    return {"ti": ti, "dag_run": SimpleNamespace(partition_key=BATCH), **more}


@pytest.mark.parametrize("more", [{"exception": HeldError("batch is held: a column is missing")}, {}])
def test_a_failure_is_told_with_its_batch_and_the_next_step(home: Path, more: dict) -> None:
    """``{}``: the process was killed, and Airflow's DAG processor calls back without an exception."""
    report_failure(context(**more))
    with Ledger.open(Settings()) as ledger:
        (event,) = ledger.events("task_failed")
    assert event.batch_id == BATCH
    assert BATCH in event.details["message"]
    assert "Next: " in event.details["message"]


def test_no_build_is_woken_without_a_run_id() -> None:
    wake = WakeBuild(task_id="wake_build", build_run_id="")
    with pytest.raises(AirflowSkipException):
        wake.execute({})
    assert wake.trigger_dag_id == "build_customer_view"
    assert wake.logical_date is None
    assert wake.skip_when_already_exists
