"""One policy for every task: who retries what, for how long, and who is told."""

import logging
from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

# Hundreds of lines per run about what these libraries register and migrate would bury our own in a task's log
# (Airflow's namespace_levels do not reach standard loggers in a task).
for noisy in ("great_expectations", "alembic"):
    logging.getLogger(noisy).setLevel(logging.WARNING)

# Pools (dags/pools.json): one slot where there may be one writer.
LANDING = "tandem_landing"
ACCEPTANCE = "tandem_acceptance"
WAREHOUSE = "tandem_warehouse"
SERVING = "tandem_serving"

# A refusal on purpose stays refused however often it is tried; a busy lease is free again soon. Named, not imported:
# parsing a DAG file stays quick.
RETRY_POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception=["tandem.errors.HeldError", "tandem.errors.UsageError"],
            action=RetryAction.FAIL,
            reason="refused on purpose: a person decides",
        ),
        RetryRule(
            exception="tandem.errors.BusyError",
            action=RetryAction.RETRY,
            retry_delay=timedelta(seconds=20),
            reason="another run holds the lease",
        ),
    ]
)


def report_failure(context: dict[str, Any]) -> None:
    """Tell what failed, which batch, and what to do next: in the task's log and in the ledger's run history."""
    from tandem.config import Settings
    from tandem.orchestration.messages import Failure, report

    ti, run = context["ti"], context["dag_run"]
    report(
        Settings(),
        Failure(
            dag_id=ti.dag_id,
            task_id=ti.task_id,
            run_id=ti.run_id,
            key=getattr(run, "partition_key", None),
            tries=ti.try_number,
            error=context.get("exception"),
        ),
    )


def task_defaults(owner: str) -> dict[str, Any]:
    """``default_args`` of every DAG: back off from 5 s to 5 min, six tries, a time-out, and a message at the end."""
    return {
        "owner": owner,
        "retries": 5,
        "retry_delay": timedelta(seconds=5),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=5),
        "retry_policy": RETRY_POLICY,
        "execution_timeout": timedelta(minutes=10),
        "on_failure_callback": report_failure,
    }
