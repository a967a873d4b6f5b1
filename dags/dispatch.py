"""## dispatch: whatever wakes it, nothing is left lying

**When:** within seconds of a file's arrival in the inbox, and every minute.

**What:** lands what waits in the inbox, claims arrivals into one batch per entity, and emits one event per batch, keyed
by the batch id, to `ingest_marketing` or `ingest_sales`. It also sweeps: a batch whose event was lost (a paused DAG, a
killed process) is announced again, and accepted batches that nobody built start a build.

Files and ledger are the truth, events only wake; so every run may be lost, doubled or cleared without harm.

**If it fails:** the files stay in the inbox and the next minute tries again. An unknown file is put into
`inbox/unrecognised/`: give it a contract or a mapping, or a name like `<system>__<entity>.csv`, and move it back.

**By hand:** trigger it at any time. While it is paused, files wait in the inbox. `skipped`: nothing to do. The
variable `tandem_sweep_after_seconds` (default 300) says how long an event may take before it counts as lost.
"""

from datetime import datetime, timedelta

from airflow.sdk import DAG, AssetOrTimeSchedule, CronTriggerTimetable, task
from airflow.sdk.exceptions import AirflowSkipException
from tandem_airflow.assets import INBOX, MARKETING_BATCH, SALES_BATCH
from tandem_airflow.policy import LANDING, task_defaults
from tandem_airflow.wake import WakeBuild


@task(pool=LANDING, execution_timeout=timedelta(minutes=30))
def take_in(sweep_after_seconds: str) -> dict:
    """Land, claim, sweep; skipped when there is nobody to wake."""
    from tandem.config import Settings
    from tandem.ledger import utcnow
    from tandem.orchestration.dispatch import take_in

    wake = take_in(Settings(), now=utcnow(), sweep_after=timedelta(seconds=float(sweep_after_seconds)))
    if not wake:
        raise AirflowSkipException("nothing has arrived and nothing was left lying")
    return {"marketing": wake.marketing, "sales": wake.sales, "build_run_id": wake.build_run_id}


def wake_team(team: str, asset):
    """One event per batch. A success without a key would emit an unkeyed event, so no batch means skipped."""

    @task(task_id=f"wake_{team}", outlets=[asset])
    def wake(batch_ids: list[str], *, outlet_events) -> None:
        if not batch_ids:
            raise AirflowSkipException(f"no batch of {team}")
        outlet_events[asset].add_partitions(batch_ids)

    return wake


with DAG(
    dag_id="dispatch",
    description="Takes in what arrived and wakes whom it concerns.",
    doc_md=__doc__,
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("* * * * *", timezone="UTC"),
        assets=[INBOX],
    ),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001 - Airflow reads it as UTC
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=task_defaults("operations"),
    tags=["tandem", "event"],
) as dag:
    taken = take_in("{{ var.value.get('tandem_sweep_after_seconds', '300') }}")
    wake_team("marketing", MARKETING_BATCH)(taken["marketing"])
    wake_team("sales", SALES_BATCH)(taken["sales"])
    taken >> WakeBuild(
        task_id="sweep_build",
        build_run_id="{{ ti.xcom_pull(task_ids='take_in')['build_run_id'] or '' }}",
    )
