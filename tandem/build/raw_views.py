"""The raw views: exactly the pinned files, one typed view per contract."""

from collections import defaultdict
from pathlib import Path

import duckdb

from tandem.accept import raw_view_sql
from tandem.config import Settings
from tandem.contracts import Contracts
from tandem.errors import TandemError
from tandem.ledger import Batch, Ledger


def create_raw_views(
    connection: duckdb.DuckDBPyConnection, settings: Settings, ledger: Ledger, batch_ids: list[str]
) -> int:
    """(Re-)create schema ``raw`` over the files of these batches; a contract without a batch gets an empty view.

    Returns the number of views. Raises TandemError when a pinned file is missing.
    """
    files = pinned_files(settings, ledger, batch_ids)
    connection.execute("drop schema if exists raw cascade")
    connection.execute("create schema raw")
    contracts = Contracts.load(settings)
    for contract in contracts:
        select = raw_view_sql(contract, files.get((contract.system, contract.entity), []))
        connection.execute(f'create view raw."{contract.raw_table}" as {select}')
    return len(contracts)


def pinned_files(settings: Settings, ledger: Ledger, batch_ids: list[str]) -> dict[tuple[str, str], list[Path]]:
    """The raw Parquet files of these batches, by system and entity, in landing order."""
    wanted = set(batch_ids)
    files: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for batch in ledger.batches():
        if batch.batch_id in wanted and batch.loaded:
            files[batch.system, batch.entity].append(_raw_file(settings, batch))
    return files


def _raw_file(settings: Settings, batch: Batch) -> Path:
    file = settings.raw / batch.system / batch.entity / f"{batch.batch_id}.parquet"
    if not file.is_file():
        raise TandemError(
            f"the accepted rows of batch {batch.batch_id} are missing from the data folder: restore them from a backup"
        )
    return file
