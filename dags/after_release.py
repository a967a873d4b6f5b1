"""## after_release: what follows a published release

**When:** `build_customer_view` has published. The run's partition key is the release id.

**What:** copies the current release into PostgreSQL when a connection `tandem_serving` exists (set it on the
Connections page or as `AIRFLOW_CONN_TANDEM_SERVING=postgresql://...`), and writes one message: what is new, which
checks warn and whose they are, which batches wait for a person.

**If it fails:** the release files are published all the same; readers of PostgreSQL keep the release before. `maintain`
tries again every hour, so a lost event is made up for.

**By hand:** clear a run to serve again; `tandem publish --to postgresql://...` does the same.
"""

from datetime import datetime

from airflow.sdk import DAG, PartitionedAssetTimetable, task
from tandem_airflow.assets import RELEASE
from tandem_airflow.policy import task_defaults
from tandem_airflow.serving import serve


@task
def tell(release_id: str) -> list[str]:
    """Write the release's notices to the log; they are the task's return value as well."""
    from tandem.config import Settings
    from tandem.orchestration.notices import release_notices

    lines = release_notices(Settings(), release_id)
    print(*lines, sep="\n")
    return lines


with DAG(
    dag_id="after_release",
    description="Serves a new release and tells what it brought.",
    doc_md=__doc__,
    schedule=PartitionedAssetTimetable(assets=RELEASE),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001 - Airflow reads it as UTC
    catchup=False,
    max_active_runs=1,
    default_args=task_defaults("operations"),
    tags=["tandem", "marketing", "sales"],
) as dag:
    serve()
    tell("{{ dag_run.partition_key }}")
