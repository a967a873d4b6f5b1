"""## ingest_marketing: one run per batch of marketing

**When:** `dispatch` has claimed files of a marketing system into a batch. The run's partition key is the batch id.

**What:** accepts the batch (contract, quarantine, entry checks), commits it to the ledger, then reads the number of
the next build and triggers `build_customer_view` under that number. Batches that were claimed together start one build.

**If it fails:** the message names the batch and the next step. A *held* batch fails at once (a person decides:
`tandem batch show | withdraw | readmit`); everything else is tried six times, and announced again by `dispatch` after
that. Other batches go on.

**By hand:** nothing to do; a run may be cleared at any time, a batch is loaded exactly once.
"""

from datetime import datetime

from airflow.sdk import DAG, PartitionedAssetTimetable
from tandem_airflow.assets import MARKETING_BATCH
from tandem_airflow.ingest import accept_and_wake_build
from tandem_airflow.policy import task_defaults

with DAG(
    dag_id="ingest_marketing",
    description="Accepts one batch of marketing.",
    doc_md=__doc__,
    schedule=PartitionedAssetTimetable(assets=MARKETING_BATCH),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001 - Airflow reads it as UTC
    catchup=False,
    max_active_runs=4,
    default_args=task_defaults("marketing"),
    tags=["tandem", "marketing"],
) as dag:
    accept_and_wake_build()
