"""## build_customer_view: everything accepted becomes the next release

**When:** an ingest run or the sweep in `dispatch` triggers it under a run id that carries the number of the next build,
so waiting batches share one run. One run at a time.

**What:** builds a candidate (dbt and identity), passes it through the gates and publishes it, under one lease that
`tandem run` takes as well. One task, because the lease must not be let go between the phases; the log has a line per
phase. A success emits one event keyed by the release id. `skipped` means that nothing was new.

**If it fails:** readers keep the release before. A refusing gate fails at once; the message names the check, its owner
and what to do; the next build starts by itself when a batch was withdrawn, corrected or added. Anything else is tried
six times (a killed process and a busy lease included), and by the sweep after that. After `tandem rollback` no build
starts until `tandem resume`.

**By hand:** trigger it at any time; the parameter `as_of` sets the run time, for example `2026-01-31T00:00:00Z`. The
variable `tandem_as_of` sets it for every run (a company whose data ended long ago); by default it is when the run was
asked for.
"""

from datetime import datetime, timedelta

from airflow.sdk import DAG, Param, task
from airflow.sdk.exceptions import AirflowSkipException
from tandem_airflow.assets import RELEASE
from tandem_airflow.policy import WAREHOUSE, task_defaults


@task(pool=WAREHOUSE, outlets=[RELEASE], execution_timeout=timedelta(hours=4))
def build_check_publish(as_of: str, *, outlet_events) -> str:
    """Build, gates, publish. Returns the release id."""
    from tandem.cli.app import parse_as_of
    from tandem.config import Settings
    from tandem.orchestration.release import build_release

    release_id = build_release(Settings(), as_of=parse_as_of(as_of).replace(microsecond=0))
    if release_id is None:
        raise AirflowSkipException("nothing new: the current release has every accepted batch")
    outlet_events[RELEASE].add_partitions(release_id)
    return release_id


with DAG(
    dag_id="build_customer_view",
    description="Builds, checks and publishes the customer view.",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001 - Airflow reads it as UTC
    catchup=False,
    max_active_runs=1,
    default_args=task_defaults("operations"),
    params={"as_of": Param(None, type=["null", "string"], description="Run time; empty: now")},
    tags=["tandem", "marketing", "sales"],
) as dag:
    build_check_publish("{{ params.as_of or var.value.get('tandem_as_of', '') or dag_run.run_after.isoformat() }}")
