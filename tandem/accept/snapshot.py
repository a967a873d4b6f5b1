"""What a refused row does to a snapshot: the table is what was accepted, so its record counts as deleted."""

from pathlib import Path

import duckdb

from tandem.accept.casting import value_sql
from tandem.contracts import Contract, DeliveryMode
from tandem.database import literal, quoted
from tandem.ledger import Notice


def refused_keys(contract: Contract, accepted: Path, refused: Path | None, before: Path | None) -> list[Notice]:
    """A notice that counts the records of the previous delivery which are gone because their row was refused.

    ``before``: the accepted rows of the entity's last batch. With several files in this batch its own earlier rows are
    the previous delivery. A refused row without a readable key is counted as one that may have been any of the missing.
    """
    if refused is None or contract.delivery.mode is not DeliveryMode.SNAPSHOT or not contract.delivery.key:
        return []
    with duckdb.connect() as engine:
        numbers = engine.execute(
            f"SELECT DISTINCT _landing_seq FROM read_parquet({literal(str(accepted))}) ORDER BY 1 DESC LIMIT 2"
        ).fetchall()
        if not numbers:
            return []  # nothing of it is used: the table stays as it was
        latest = numbers[0][0]
        previous = accepted if len(numbers) > 1 else before
        if previous is None:
            return []
        key = ", ".join(quoted(name) for name in contract.delivery.key)
        cells = ", ".join(
            f"{value_sql(contract.columns[name], _cell(name), contract.time_zone)} AS {quoted(name)}"
            for name in contract.delivery.key
        )
        unreadable = " OR ".join(f"{quoted(name)} IS NULL" for name in contract.delivery.key)
        missing, told, untold = engine.execute(
            f"WITH previous AS (SELECT * FROM read_parquet({literal(str(previous))}) "
            f"WHERE _landing_seq < {latest}), "
            f"gone AS (SELECT DISTINCT {key} FROM previous "
            "WHERE _landing_seq = (SELECT max(_landing_seq) FROM previous) "
            f"EXCEPT SELECT {key} FROM read_parquet({literal(str(accepted))}) WHERE _landing_seq = {latest}), "
            "records AS (SELECT CASE WHEN TRY(json_type(record)) = 'OBJECT' THEN record END AS record "
            f"FROM read_parquet({literal(str(refused))}) WHERE _landing_seq = {latest}), "
            f"refused AS (SELECT {cells} FROM records) "
            "SELECT (SELECT count(*) FROM gone), "
            f"(SELECT count(*) FROM (SELECT {key} FROM gone INTERSECT SELECT {key} FROM refused)), "
            f"(SELECT count(*) FROM refused WHERE {unreadable})"
        ).fetchone()
    perhaps = min(untold, missing - told)
    if not told + perhaps:
        return []
    line = f"{told} of the previous delivery's keys count as deleted because their row was refused"
    if perhaps:
        line += f", and up to {perhaps} more whose key cannot be read"
    return [Notice("refused_keys", f"{line}: tandem quarantine list names the reasons", "warning")]


def _cell(name: str) -> str:
    return f"nullif(json_extract_string(record, {literal('$.' + quoted(name))}), '')"
