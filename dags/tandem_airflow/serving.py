"""The task that lets PostgreSQL follow the release; after each release, and again by the clock."""

from datetime import timedelta

from airflow.sdk import task
from airflow.sdk.exceptions import AirflowNotFoundException, AirflowSkipException

from tandem_airflow.policy import SERVING

CONNECTION = "tandem_serving"


@task(pool=SERVING, execution_timeout=timedelta(hours=2))
def serve() -> str:
    """Copy the current release into the database of the connection ``tandem_serving``; skipped without one."""
    from airflow.sdk import Connection

    from tandem.config import Settings
    from tandem.orchestration.serving import serve_current

    try:
        address = Connection.get(CONNECTION).get_uri().replace("postgres://", "postgresql://", 1)
    except AirflowNotFoundException:
        raise AirflowSkipException(f"no connection {CONNECTION}: the release is served from files only") from None
    served = serve_current(Settings(), address)
    if served is None:
        raise AirflowSkipException("PostgreSQL serves the current release already")
    return served
