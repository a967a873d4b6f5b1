"""Rows that came twice in one batch: counted in a notice, never removed here.

An append entity may deliver an equal key again (a retried webhook, an overlapping page). Raw keeps what came;
staging keeps one row per key. An entity without a key keeps every row, because two equal rows are two facts.
"""

from pathlib import Path

import duckdb

from tandem.contracts import Contract, DeliveryMode
from tandem.database import literal, quoted


def repeats(engine: duckdb.DuckDBPyConnection, contract: Contract, accepted: Path) -> list[tuple[str, str, str]]:
    """Notices on repeated keys (append, snapshot) or repeated rows (no key). Upserts repeat keys by nature."""
    if contract.delivery.mode is DeliveryMode.UPSERT:
        return []
    names = contract.delivery.key or tuple(contract.columns)
    columns = ", ".join(map(quoted, names))
    per_file = ", _landing_seq" if contract.delivery.mode is DeliveryMode.SNAPSHOT else ""
    count = engine.execute(
        f"SELECT coalesce(sum(copies - 1), 0)::BIGINT FROM (SELECT count(*) AS copies "
        f"FROM read_parquet({literal(str(accepted))}) GROUP BY {columns}{per_file})"
    ).fetchone()[0]
    if not count:
        return []
    if contract.delivery.key:
        return [("repeated_keys", f"repeated_keys: {count} rows repeat the key of another row", "warning")]
    return [("repeated_rows", f"repeated_rows: {count} rows repeat another row exactly; all are kept", "info")]
