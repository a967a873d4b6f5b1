"""Copies a DuckDB table into PostgreSQL as CSV through a pipe, and compares the two without regard to order.

The NULL marker is explicit and every text is quoted, so that an empty text, the marker's own letters and NULL stay
three things.
"""

import os
import re
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from tandem.config import Settings
from tandem.database import options
from tandem.errors import TandemError

NULL = "\\N"
CHUNK = 1 << 20

_TYPES = {
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double precision",
    "INTEGER": "integer",
    "SMALLINT": "smallint",
    "TIMESTAMP": "timestamp",
    "TINYINT": "smallint",
    "UINTEGER": "bigint",
    "VARCHAR": "text",
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


@dataclass(frozen=True)
class Table:
    """One table to copy: where it is in DuckDB, where it is stored, and the view that shows it."""

    database: Path
    schema: str
    table: str
    columns: tuple[tuple[str, str], ...]  # name, DuckDB type
    version: str
    view_schema: str
    view_name: str

    @property
    def name(self) -> str:
        """``core.dim_person``, for messages."""
        return f"{self.view_schema}.{self.view_name}"

    @property
    def stored(self) -> sql.Identifier:
        """The table's name in PostgreSQL, in the release's own schema."""
        return sql.Identifier(self.version, f"{self.view_schema}__{self.view_name}")

    @property
    def source(self) -> str:
        """The table's name in DuckDB."""
        return f'"{self.schema}"."{self.table}"'


def tables_of(
    database: Path,
    version: str,
    schemas: Collection[str],
    *,
    only: Collection[str] | None = None,
    into: str | None = None,
) -> list[Table]:
    """The tables of a release's database, in a fixed order; with ``into`` they are all shown in that one schema."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            """
            select table_schema, table_name, list((column_name, data_type) order by ordinal_position)
            from information_schema.columns
            where table_catalog = current_database() and list_contains(?, table_schema)
            group by all
            order by all
            """,
            [list(schemas)],
        ).fetchall()
    return [
        Table(database, schema, table, tuple(columns), version, into or schema, f"{schema}__{table}" if into else table)
        for schema, table, columns in rows
        if only is None or f"{schema}.{table}" in only
    ]


def postgres_type(duckdb_type: str) -> str:
    """The PostgreSQL type that holds every value of a DuckDB type; nested types become text."""
    decimal = _DECIMAL.fullmatch(duckdb_type)
    return f"numeric({decimal[1]},{decimal[2]})" if decimal else _TYPES.get(duckdb_type, "text")


def copy_table(settings: Settings, target: psycopg.Connection, table: Table) -> None:
    """Create the table in the release's own schema and fill it. Raises TandemError when DuckDB cannot be read."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(postgres_type(kind))) for name, kind in table.columns
    )
    target.execute(sql.SQL("create table {} ({})").format(table.stored, columns))
    statement = sql.SQL("copy {} from stdin (format csv, null {})").format(table.stored, sql.Literal(NULL))
    read_end, write_end = os.pipe()
    writer = _Writer(settings, table, write_end)
    writer.start()
    # Leaving the block closes the reading end, which also ends a writer whose reader has failed.
    with os.fdopen(read_end, "rb", buffering=0) as stream, target.cursor() as cursor, cursor.copy(statement) as copy:
        while chunk := stream.read(CHUNK):
            copy.write(chunk)
        # Before the copy is finished: an error while reading must not become a shorter table.
        writer.join()
        if writer.error:
            raise TandemError(f"{table.name} could not be read from the release: {type(writer.error).__name__}")


class _Writer(threading.Thread):
    """Lets DuckDB write CSV into the writing end of a pipe, and closes it."""

    def __init__(self, settings: Settings, table: Table, write_end: int) -> None:
        super().__init__(daemon=True)
        self._settings, self._table, self._write_end = settings, table, write_end
        self.error: Exception | None = None

    def run(self) -> None:
        selected = ", ".join(
            f'"{name}"' if postgres_type(kind) != "text" else f'cast("{name}" as varchar) as "{name}"'
            for name, kind in self._table.columns
        )
        quoted = ", ".join(f'"{name}"' for name, kind in self._table.columns if postgres_type(kind) == "text")
        force = f", force_quote ({quoted})" if quoted else ""
        try:
            with _open(self._settings, self._table.database) as connection:
                connection.execute(
                    f"copy (select {selected} from {self._table.source}) to '/dev/fd/{self._write_end}' "
                    f"(format csv, header false, nullstr '{NULL}', use_tmp_file false{force})"
                )
        except (duckdb.Error, OSError) as error:
            self.error = error
        finally:
            os.close(self._write_end)


def _open(settings: Settings, database: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(database), read_only=True, config=options(settings.memory_limit_mb, settings.threads))


def fingerprint_duckdb(table: Table) -> tuple[int, int]:
    """Rows, and the sum over rows of the first 15 hex digits of the md5 of the row's text: free of any order."""
    values = ", ".join(_text(name, kind, "strftime({}, '%Y-%m-%d %H:%M:%S.%f')") for name, kind in table.columns)
    with duckdb.connect(str(table.database), read_only=True) as connection:
        rows, total = connection.execute(
            f"""
            select count(*), coalesce(sum(cast('0x' || substr(md5(concat_ws(chr(31), {values})), 1, 15) as bigint)), 0)
            from {table.source}
            """
        ).fetchone() or (0, 0)
    return rows, int(total)


def fingerprint_postgres(target: psycopg.Connection, table: Table) -> tuple[int, int]:
    """The same number, computed by PostgreSQL."""
    values = ", ".join(
        _text(name, kind, "to_char({}, 'YYYY-MM-DD HH24:MI:SS.US')").replace("%", "%%") for name, kind in table.columns
    )
    query = sql.SQL(
        "select count(*), coalesce(sum(('x' || substr(md5(concat_ws(chr(31), "
        + values
        + ")), 1, 15))::bit(60)::bigint), 0) from {}"
    ).format(table.stored)
    rows, total = target.execute(query).fetchone() or (0, 0)
    return rows, int(total)


def _text(name: str, kind: str, timestamp: str) -> str:
    """A column as text, the same in both engines; NULL is told from an empty text."""
    column = f'"{name}"'
    text = timestamp.format(column) if kind == "TIMESTAMP" else f"cast({column} as text)"
    return f"coalesce({text}, '{NULL}N')"
