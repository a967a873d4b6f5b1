"""SQLAlchemy on DuckDB as Great Expectations needs it.

Great Expectations reads a result after it has closed the connection, which DuckDB does not allow: every result is
fetched at once. Column reflection asks DuckDB's own catalog, because the PostgreSQL catalog that SQLAlchemy 2.1 asks
for is only partly there. Remove each part when the libraries no longer need it; the tests show which.
"""

from typing import Any

import duckdb_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGExecutionContext
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlalchemy.types import NullType

DRIVER = "duckdb+buffered"


class BufferedExecutionContext(PGExecutionContext):
    """Fetches all rows before the connection can be closed."""

    def post_exec(self) -> None:
        """Called by SQLAlchemy after each statement."""
        if self.cursor.description is not None:
            rows = self.cursor.fetchall()
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(self.cursor, self.cursor.description, rows)


class BufferedDialect(duckdb_engine.Dialect):
    """DuckDB with buffered results and its own reflection."""

    driver = "buffered"
    execution_ctx_cls = BufferedExecutionContext
    supports_statement_cache = False

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> list[dict]:
        """Column names of a table; types are not needed by the expectations we use."""
        rows = connection.exec_driver_sql(
            "select column_name from information_schema.columns"
            " where table_catalog = current_database() and table_schema = $1 and table_name = $2"
            " order by ordinal_position",
            (schema or "main", str(table_name)),
        )
        return [{"name": name, "type": NullType(), "nullable": True, "default": None} for (name,) in rows]

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> bool:
        """Whether the table is there."""
        return bool(self.get_columns(connection, table_name, schema))

    def get_pk_constraint(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Marts declare their keys in the suites, not in the database."""
        return {"constrained_columns": [], "name": None}


registry.register("duckdb.buffered", __name__, "BufferedDialect")
