"""The entry suite: what a batch must be before its rows are used."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from tandem.config import Settings
from tandem.contracts import RAW_METADATA, Contract
from tandem.database import literal
from tandem.ledger import GateResult
from tandem.quality.engine import run_suites
from tandem.quality.suites import Suite, load

COUNTS = ("records", "loaded", "quarantined", "erased")
BALANCE = "rows_balance"  # the check that no person can decide away


def suites_for(settings: Settings, contract: Contract) -> list[Suite]:
    """The suite of every batch, then that of this entity if it has one."""
    own = f"entry/{contract.system}/{contract.entity}.yml"
    return load(settings.expectations, "entry/default.yml", own)


def check_entry(
    settings: Settings,
    contract: Contract,
    accepted_parquet: Path,
    quarantine_parquet: Path | None,
    counts: Mapping[str, int],
) -> list[GateResult]:
    """Run the entry suites on one batch's accepted and refused rows.

    ``counts`` holds records, loaded, quarantined and erased as counted by acceptance. Results name counts only, never
    a value. A failed critical result means that the batch is to be held.
    """
    # Beside the rows it reads, in acceptance's own work folder: a kill leaves that one folder and nothing else.
    database = accepted_parquet.with_name(f"{accepted_parquet.stem}-entry.duckdb")
    try:
        _write(database, accepted_parquet, quarantine_parquet, counts)
        return run_suites(
            settings,
            database,
            suites_for(settings, contract),
            parameters={},
            is_public=lambda _, column: _is_public(contract, column),
        )
    finally:
        database.unlink(missing_ok=True)


def _write(database: Path, accepted: Path, quarantine: Path | None, counts: Mapping[str, int]) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"create view accepted as from read_parquet({literal(accepted)})")
        refused = (
            f"from read_parquet({literal(quarantine)})"
            if quarantine is not None
            else "select null::bigint as _row_number, null::varchar[] as reasons where false"
        )
        connection.execute(f"create view quarantine as {refused}")
        values = ", ".join(f"{int(counts[name])}::bigint as {name}" for name in COUNTS)
        connection.execute(f"create table counts as select {values}")


def _is_public(contract: Contract, column: str) -> bool:
    if column in RAW_METADATA:
        return column != "_extra"
    return column in contract.columns and column not in contract.personal_columns
