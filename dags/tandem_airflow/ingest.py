"""The two tasks of an ingest run: accept one batch, then wake the build."""

from datetime import timedelta

from airflow.sdk import task

from tandem_airflow.policy import ACCEPTANCE
from tandem_airflow.wake import WakeBuild


@task(pool=ACCEPTANCE, execution_timeout=timedelta(hours=2))
def accept(batch_id: str, *, ti) -> None:
    """Accept the batch of this run's key; fails without a retry when the batch is held."""
    from tandem.config import Settings
    from tandem.errors import HeldError
    from tandem.orchestration.ingest import accept

    done = accept(Settings(), batch_id)
    # Before the refusal below: the batches beside this one must not wait for a person.
    ti.xcom_push("build_run_id", done.build_run_id)
    if done.state == "held":
        raise HeldError(f"batch {batch_id} is held: {done.reason}")


def accept_and_wake_build() -> None:
    """Both tasks, in the DAG that is being defined.

    Waking the build is a teardown: it runs whatever came of the batch, and the run's state is that of ``accept``.
    """
    wake = WakeBuild(
        task_id="wake_build",
        build_run_id="{{ ti.xcom_pull(task_ids='accept', key='build_run_id') or '' }}",
    )
    accept("{{ dag_run.partition_key }}") >> wake.as_teardown()
