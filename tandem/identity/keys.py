"""Normalised keys in the database: each distinct text is normalised once, in all builds together."""

from collections.abc import Callable, Iterable

import duckdb
import pyarrow as pa

# What has been normalised, by map; a build that starts from a release finds the release's. Holds personal data, so it
# is in the restricted file only. Other rules are other definitions, and then a build starts from nothing.
SCHEMA = "normalised"


def map_distinct(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: str,
    function: Callable[..., object],
    *,
    arguments: Iterable[str],
    result: pa.DataType | None = None,
    forget: bool = True,
) -> None:
    """Create ``table`` (the arguments, ``value``): ``function`` of each distinct row of the query ``source``.

    ``arguments`` are the columns of ``source`` that the function takes, in its order. Rows for which it returns None
    are left out. Only texts that are not in ``normalised.<table>`` are given to the function. ``forget``: what
    ``source`` does not hold is forgotten; not so if it is a part of the records only.
    """
    names = list(arguments)
    listed = ", ".join(names)
    kind = "boolean" if result == pa.bool_() else "varchar"
    known = f"{SCHEMA}.{table}"
    connection.execute(
        f"""
        create schema if not exists {SCHEMA};
        create table if not exists {known} ({", ".join(f"{name} varchar" for name in names)}, value {kind});
        create or replace temp table asked as select distinct {listed} from ({source});
        """
    )
    same = " and ".join(f"asked.{name} is not distinct from known.{name}" for name in names)
    unknown = connection.execute(f"from asked where not exists (from {known} as known where {same})")
    columns = unknown.to_arrow_table().to_pydict()
    rows = [(*row, function(*row)) for row in zip(*(columns[name] for name in names), strict=True)]
    parts = list(zip(*rows, strict=True)) if rows else [()] * (len(names) + 1)
    arrays = [pa.array(part, type=pa.string()) for part in parts[:-1]]
    mapped = pa.table([*arrays, pa.array(parts[-1], type=result or pa.string())], names=[*names, "value"])
    connection.register("mapped", mapped)
    if forget:
        connection.execute(f"delete from {known} as known where not exists (from asked where {same})")
    connection.execute(
        f"""
        insert into {known} select * from mapped;
        create or replace temp table {table} as
        select * from {known} as known where value is not null and exists (from asked where {same});
        """
    )
    connection.unregister("mapped")
