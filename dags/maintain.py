"""## maintain: the hourly look around

**When:** seven minutes past every hour.

**What:** four independent tasks. `notices` names late entities (each contract says when its absence is a warning), held
batches and files nobody recognised. `sweep` removes what killed processes left, surplus releases and old logs. `serve`
lets PostgreSQL follow the current release if an event was lost. `backup` writes one backup a day when the variable
`tandem_backup_folder` names a folder outside of the data folder, and keeps seven.

**If it fails:** nothing is lost; the next hour tries again. `sweep` and `backup` wait for a running build.

**By hand:** trigger it at any time.
"""

from datetime import datetime, timedelta

from airflow.sdk import DAG, CronTriggerTimetable, task
from airflow.sdk.exceptions import AirflowSkipException
from tandem_airflow.policy import WAREHOUSE, task_defaults
from tandem_airflow.serving import serve

KEEP_LOGS = timedelta(days=14)


@task
def notices() -> list[str]:
    """What is not as promised, one line each; skipped when all is well."""
    from tandem.config import Settings
    from tandem.ledger import utcnow
    from tandem.orchestration.notices import standing_notices

    lines = standing_notices(Settings(), now=utcnow())
    if not lines:
        raise AirflowSkipException("everything is as promised")
    print(*lines, sep="\n")
    return lines


# In the warehouse's pool: both need the lease that a build holds, and waiting for a slot is cheaper than retrying.
@task(pool=WAREHOUSE, execution_timeout=timedelta(minutes=30))
def sweep() -> int:
    """Temporary files, surplus releases, logs older than two weeks; returns how much was removed."""
    from pathlib import Path

    from airflow.sdk import conf

    from tandem.config import Settings
    from tandem.ledger import utcnow
    from tandem.orchestration import upkeep

    logs = Path(conf.get("logging", "base_log_folder"))
    return upkeep.sweep(Settings()) + upkeep.remove_old_logs(logs, now=utcnow(), keep=KEEP_LOGS)


@task(pool=WAREHOUSE, execution_timeout=timedelta(hours=2))
def backup(folder: str) -> str:
    """Today's backup, unless no folder is set or it is there already."""
    from pathlib import Path

    from tandem.config import Settings
    from tandem.ledger import utcnow
    from tandem.orchestration.upkeep import daily_backup

    if not folder:
        raise AirflowSkipException("the variable tandem_backup_folder is not set")
    written = daily_backup(Settings(), Path(folder), today=utcnow().date())
    if written is None:
        raise AirflowSkipException("today's backup is there already")
    return str(written)


with DAG(
    dag_id="maintain",
    description="Freshness, retention, sweep, and a backup where wanted.",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("7 * * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001 - Airflow reads it as UTC
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    default_args=task_defaults("operations"),
    tags=["tandem", "upkeep"],
) as dag:
    notices()
    sweep()
    serve()
    backup("{{ var.value.get('tandem_backup_folder', '') }}")
