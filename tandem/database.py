"""DuckDB as every part of the project opens it, and how names and texts are written into its SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """An SQL string."""
    return "'" + str(text).replace("'", "''") + "'"


def options(memory_limit_mb: int, threads: int, **more: Any) -> dict[str, Any]:
    """The configuration of a connection: bounded (MiB, threads), and no extension is fetched or loaded unasked."""
    return {
        "memory_limit": f"{memory_limit_mb}MiB",
        "threads": threads,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        **more,
    }


@contextmanager
def attached(connection: duckdb.DuckDBPyConnection, file: Path | None, name: str = "previous") -> Iterator[None]:
    """A file as database ``name``, read-only, for all connections to this instance; None attaches nothing.

    After an error it stays attached: the caller is about to close the connection.
    """
    if file is not None:
        connection.execute(f"attach {literal(file)} as {quoted(name)} (read_only)")
    yield
    if file is not None:
        connection.execute(f"detach {quoted(name)}")


def exists(connection: duckdb.DuckDBPyConnection, database: str | None, table: str) -> bool:
    """Whether a database (None: the warehouse itself) has ``schema.table``."""
    schema, _, name = table.partition(".")
    (found,) = connection.execute(
        "select count(*) from duckdb_tables() "
        "where database_name = coalesce(?, current_database()) and schema_name = ? and table_name = ?",
        [database, schema, name],
    ).fetchone() or (0,)
    return bool(found)
