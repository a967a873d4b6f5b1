"""Normalised keys in the database: each distinct text is normalised once, whatever the number of records."""

from collections.abc import Callable, Iterable

import duckdb
import pyarrow as pa


def map_distinct(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: str,
    function: Callable[..., object],
    *,
    arguments: Iterable[str],
    result: pa.DataType | None = None,
) -> None:
    """Create ``table`` (the arguments, ``value``): ``function`` of each distinct row of the query ``source``.

    ``arguments`` are the columns of ``source`` that the function takes, in its order. Rows for which it returns None
    are left out.
    """
    names = list(arguments)
    columns = connection.execute(f"select distinct {', '.join(names)} from ({source})").to_arrow_table().to_pydict()
    rows = [
        (*row, value)
        for row in zip(*(columns[name] for name in names), strict=True)
        if (value := function(*row)) is not None
    ]
    parts = list(zip(*rows, strict=True)) if rows else [()] * (len(names) + 1)
    arrays = [pa.array(part, type=pa.string()) for part in parts[:-1]]
    mapped = pa.table([*arrays, pa.array(parts[-1], type=result or pa.string())], names=[*names, "value"])
    connection.register("mapped", mapped)
    connection.execute(f"create or replace temp table {table} as select * from mapped")
    connection.unregister("mapped")
