"""The ``ops`` tables: run history and lineage inside the warehouse, for the people who maintain it.

A row of staging carries ``_landing_seq``; ``ops.deliveries`` names its batch, ``ops.batches`` the first build that
held it, ``ops.releases`` the release. These tables differ from run to run and are never part of the export.
"""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Any

import duckdb
import pyarrow as pa

from tandem.build.candidate import Candidate
from tandem.build.published import PublishedNumber
from tandem.config import Settings
from tandem.identity.effects import Effect
from tandem.ledger import Batch, Build, Delivery, Ledger

_TIME = pa.timestamp("us")


@dataclass(frozen=True)
class OpsTable:
    """Column names and types of one table; rows are sequences in the same order."""

    name: str
    columns: Mapping[str, pa.DataType]

    def write(self, connection: duckdb.DuckDBPyConnection, rows: Iterable[tuple[Any, ...]]) -> None:
        """Replace the table's rows."""
        listed = list(rows)
        values = list(zip(*listed, strict=True)) if listed else [()] * len(self.columns)
        arrays = [pa.array(v, type=t) for v, t in zip(values, self.columns.values(), strict=True)]
        connection.register("ops_rows", pa.table(arrays, names=list(self.columns)))
        connection.execute(f"create or replace table ops.{self.name} as select * from ops_rows")
        connection.unregister("ops_rows")


BATCHES = OpsTable(
    "batches",
    {
        "batch_id": pa.string(),
        "team": pa.string(),
        "system": pa.string(),
        "entity": pa.string(),
        "state": pa.string(),
        "files": pa.int64(),
        "records": pa.int64(),
        "loaded": pa.int64(),
        "quarantined": pa.int64(),
        "erased": pa.int64(),
        "contract_version": pa.int64(),
        "accepted_at": _TIME,
        "first_build_no": pa.int64(),
        "is_in_this_build": pa.bool_(),
    },
)
DELIVERIES = OpsTable(
    "deliveries",
    {
        "landing_seq": pa.int64(),
        "batch_id": pa.string(),
        "team": pa.string(),
        "system": pa.string(),
        "entity": pa.string(),
        "file_name": pa.string(),
        "sheet": pa.string(),
        "sha256": pa.string(),
        "size_bytes": pa.int64(),
        "arrived_at": _TIME,
        "delivered_on": pa.date32(),
        "state": pa.string(),
    },
)
BUILDS = OpsTable(
    "builds",
    {
        "build_no": pa.int64(),
        "as_of": _TIME,
        "state": pa.string(),
        "message": pa.string(),
        "batches": pa.int64(),
        "new_batches": pa.int64(),
        "started_at": _TIME,
        "finished_at": _TIME,
    },
)
RELEASES = OpsTable("releases", {"release_id": pa.string(), "build_no": pa.int64(), "as_of": _TIME})
QUARANTINE_REASONS = OpsTable(
    "quarantine_reasons", {"batch_id": pa.string(), "reason": pa.string(), "records": pa.int64()}
)
FRESHNESS = OpsTable(
    "freshness",
    {
        "system": pa.string(),
        "entity": pa.string(),
        "team": pa.string(),
        "last_delivery_at": _TIME,
        "warn_after": pa.string(),
        "is_stale": pa.bool_(),
    },
)
IDENTITY_EFFECTS = OpsTable(
    "identity_effects",
    {
        "grain": pa.string(),
        "previous_id": pa.string(),
        "id": pa.string(),
        "records": pa.int64(),
        "touches": pa.int64(),
        "spend_amount": pa.decimal128(18, 2),
        "opportunities": pa.int64(),
        "open_amount": pa.decimal128(18, 2),
        "won_amount": pa.decimal128(18, 2),
    },
)
PUBLISHED_NUMBERS = OpsTable(
    "published_numbers",
    {
        "month_start": pa.date32(),
        "number_name": pa.string(),
        "published_value": pa.decimal128(18, 2),
        "published_build_no": pa.int64(),
        "published_as_of": _TIME,
        "current_value": pa.decimal128(18, 2),
    },
)
BUILD_STEPS = OpsTable("build_steps", {"step_no": pa.int64(), "step": pa.string(), "seconds": pa.float64()})

TABLES = (
    BATCHES,
    DELIVERIES,
    BUILDS,
    RELEASES,
    QUARANTINE_REASONS,
    FRESHNESS,
    IDENTITY_EFFECTS,
    PUBLISHED_NUMBERS,
    BUILD_STEPS,
)


def write_ops(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    ledger: Ledger,
    candidate: Candidate,
    seconds: Mapping[str, float],
    moved: Iterable[Effect] = (),
    published: Iterable[PublishedNumber] = (),
) -> None:
    """Write every ops table as the ledger stands now.

    ``seconds`` are this build's steps so far, ``moved`` is what identity moved since the release before, ``published``
    what was told of closed months.
    """
    from tandem.quality.freshness import freshness

    pinned = set(candidate.build.batch_ids)
    batches = ledger.batches()
    connection.execute("create schema if not exists ops")
    BATCHES.write(connection, (_batch(batch, candidate.build.build_no, pinned) for batch in batches))
    DELIVERIES.write(connection, (_delivery(delivery) for delivery in ledger.deliveries()))
    BUILDS.write(connection, (_build(build) for build in ledger.builds()))
    RELEASES.write(connection, ((r.release_id, r.build_no, r.as_of) for r in ledger.releases()))
    QUARANTINE_REASONS.write(
        connection,
        (
            (batch.batch_id, reason, records)
            for batch in batches
            if batch.quarantined
            for reason, records in ledger.reasons(batch.batch_id).items()
        ),
    )
    FRESHNESS.write(
        connection,
        (
            (f.system, f.entity, f.team, f.last_delivery_at, f.warn_after, f.stale)
            for f in freshness(settings, ledger, candidate.as_of)
        ),
    )
    IDENTITY_EFFECTS.write(connection, (astuple(effect) for effect in moved))
    PUBLISHED_NUMBERS.write(connection, (astuple(number) for number in published))
    BUILD_STEPS.write(connection, ((i, step, s) for i, (step, s) in enumerate(seconds.items(), start=1)))


def _batch(batch: Batch, build_no: int, pinned: set[str]) -> tuple[Any, ...]:
    here = batch.batch_id in pinned
    return (
        batch.batch_id,
        batch.team,
        batch.system,
        batch.entity,
        batch.state,
        batch.files,
        batch.records,
        batch.loaded,
        batch.quarantined,
        batch.erased,
        batch.contract_version,
        batch.accepted_at,
        # The ledger learns it when this build is published; inside the build it is known already.
        batch.build_no if batch.build_no is not None else build_no if here else None,
        here,
    )


def _delivery(delivery: Delivery) -> tuple[Any, ...]:
    return (
        delivery.landing_seq,
        delivery.batch_id,
        delivery.team,
        delivery.system,
        delivery.entity,
        delivery.file_name,
        delivery.sheet,
        delivery.sha256,
        delivery.size,
        delivery.arrived_at,
        delivery.delivered_on,
        delivery.state,
    )


def _build(build: Build) -> tuple[Any, ...]:
    return (
        build.build_no,
        build.as_of,
        build.state,
        build.message,
        len(build.batch_ids),
        len(build.new_batch_ids),
        build.started_at,
        build.finished_at,
    )
