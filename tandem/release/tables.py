"""The tables of a release: mart tables without personal columns, as ordered Parquet and as one DuckDB file.

Ordered Parquet is what "identical" means: same rows, same order, same types, same writer settings, same sha256.
So nothing goes in that differs between two runs over the same input: no operations tables, no raw float.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from tandem.config import Settings
from tandem.database import literal, options, quoted
from tandem.errors import TandemError
from tandem.log import get_logger
from tandem.release.folder import sha256_of
from tandem.release.personal import MART_SCHEMAS, Declarations

log = get_logger(__name__)

# Pinned: another row group size or compression gives other bytes for the same rows.
PARQUET_OPTIONS = "format parquet, compression zstd, row_group_size 122880"

# Run history and lineage: it differs from run to run by nature, so it is readable but not part of the export.
OPERATIONS_SCHEMA = "ops"

# Types that Parquet or another engine would change in the last digit; kept exact instead.
_EXACT_TYPES = {
    "HUGEINT": "decimal(38,0)",
    "UHUGEINT": "decimal(38,0)",
    "DOUBLE": "decimal(28,6)",
    "FLOAT": "decimal(28,6)",
}


@dataclass(frozen=True)
class ReleasedTable:
    """One table of a release. ``sha256`` is that of its ordered Parquet, None for operations tables."""

    name: str
    rows: int
    sha256: str | None
    withheld: tuple[str, ...]
    undeclared: tuple[str, ...]


def connect(settings: Settings, database: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open a database under the step's limits, spilling beside the candidate's other temporary files."""
    settings.temporary.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(
        str(database),
        read_only=read_only,
        config=options(settings.memory_limit_mb, settings.threads, temp_directory=str(settings.temporary / "duckdb")),
    )


def drop_what_cannot_be_read(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Drop the views on raw files, and every view that cannot be read in this file, so that it opens anywhere.

    Raw views hold this machine's paths, other views may hold the name the database had while it was built. The next
    build makes them anew. Returns the dropped views outside ``raw``.
    """
    connection.execute("drop schema if exists raw cascade")
    dropped: list[str] = []
    while broken := [view for view in _views(connection) if not _can_be_read(connection, view)]:
        for view in broken:
            connection.execute(f"drop view {view}")
        dropped += broken
    return dropped


def _views(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select schema_name, view_name from duckdb_views() where not internal order by all"
    ).fetchall()
    return [f"{quoted(schema)}.{quoted(view)}" for schema, view in rows]


def _can_be_read(connection: duckdb.DuckDBPyConnection, view: str) -> bool:
    try:
        connection.execute(f"select * from {view} limit 0")
    except duckdb.Error:
        return False
    return True


def write_tables(
    connection: duckdb.DuckDBPyConnection, declarations: Declarations, public: Path, parquet: Path
) -> list[ReleasedTable]:
    """Write every mart table of an open warehouse to ``public`` (DuckDB) and ``parquet`` (one file per table).

    ``parquet`` holds ``<schema>.<table>.parquet``. The DuckDB file is filled from the Parquet files, so both hold the
    same rows in the same order.
    """
    parquet.mkdir(parents=True)
    connection.execute("set preserve_insertion_order = true")
    connection.execute(f"attach {literal(public)} as released")
    try:
        for schema in MART_SCHEMAS:
            connection.execute(f"create schema released.{schema}")
        return [
            table
            for schema, name, columns in _mart_tables(connection)
            if (table := _write_table(connection, declarations, parquet, schema, name, columns))
        ]
    finally:
        connection.execute("detach released")


def _mart_tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, dict[str, str]]]:
    rows = connection.execute(
        """
        select table_schema, table_name, column_name, data_type
        from information_schema.columns
        where table_catalog = current_database() and list_contains(?, table_schema)
        order by table_schema, table_name, ordinal_position
        """,
        [list(MART_SCHEMAS)],
    ).fetchall()
    tables: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, data_type in rows:
        tables.setdefault((schema, table), {})[column] = data_type
    return [(schema, table, columns) for (schema, table), columns in tables.items()]


def _write_table(
    connection: duckdb.DuckDBPyConnection,
    declarations: Declarations,
    parquet: Path,
    schema: str,
    table: str,
    columns: dict[str, str],
) -> ReleasedTable | None:
    public = declarations.public_columns(schema, table, list(columns))
    undeclared = declarations.undeclared_columns(schema, table, list(columns))
    if undeclared:
        log.warning("undescribed columns stay in the restricted file", table=f"{schema}.{table}", columns=undeclared)
    if not public:
        return None
    name = f"{schema}.{table}"
    target = f"released.{quoted(schema)}.{quoted(table)}"
    source = f"{quoted(schema)}.{quoted(table)}"
    selected = ", ".join(_exact(column, columns[column]) for column in public)
    if schema == OPERATIONS_SCHEMA:
        connection.execute(f"create table {target} as select {selected} from {source} order by all")
        digest = None
    else:
        file = parquet / f"{name}.parquet"
        connection.execute(
            f"copy (select {selected} from {source} order by all nulls last) to {literal(file)} ({PARQUET_OPTIONS})"
        )
        connection.execute(f"create table {target} as from read_parquet({literal(file)})")
        digest = sha256_of(file)
    (rows,) = connection.execute(f"select count(*) from {target}").fetchone() or (0,)
    withheld = tuple(column for column in columns if column not in public)
    return ReleasedTable(name, rows, digest, withheld, tuple(undeclared))


def _exact(column: str, data_type: str) -> str:
    exact = _EXACT_TYPES.get(data_type)
    return f"cast({quoted(column)} as {exact}) as {quoted(column)}" if exact else quoted(column)


def check_readable(database: Path) -> None:
    """Open a finished database once, as a reader would. Raises TandemError if it cannot be read."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            connection.execute("select count(*) from duckdb_tables()").fetchone()
    except duckdb.Error as error:
        raise TandemError(f"{database.name} cannot be opened after writing: {str(error).splitlines()[0]}") from error
