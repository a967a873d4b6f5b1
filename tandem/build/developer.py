"""A developer's warehouse: ``dbt build --select ...`` by hand against a copy that nothing else reads."""

import duckdb

from tandem.build.candidate import copy_file, remove
from tandem.build.raw_views import create_raw_views
from tandem.config import Settings
from tandem.ledger import Ledger
from tandem.release.folder import RESTRICTED_DATABASE

DEV_WAREHOUSE = "dev/warehouse.duckdb"


def prepare(settings: Settings, ledger: Ledger) -> str:
    """(Re-)create ``dev/warehouse.duckdb``: the current release's tables and raw views on all accepted batches.

    Returns the commands to go on with. Before the first release it holds the raw views only.
    """
    database = settings.root / DEV_WAREHOUSE
    remove(database.parent)
    database.parent.mkdir(parents=True)
    release = ledger.current_release()
    if release is not None:
        copy_file(settings.releases / release.release_id / RESTRICTED_DATABASE, database)
    with duckdb.connect(str(database)) as connection:
        accepted = [batch.batch_id for batch in ledger.batches(state="accepted")]
        create_raw_views(connection, settings, ledger, accepted)
    project = settings.dbt_project
    return (
        f"export TANDEM_DEV_WAREHOUSE={database}\n"
        f"dbt build --project-dir {project} --profiles-dir {project} --target dev --select <models>"
    )
