"""Copies a ledger row by row, between SQLite and PostgreSQL: a backup is the same wherever the ledger is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, insert, select, text

from tandem.errors import UsageError
from tandem.ledger import schema
from tandem.ledger.engine import connect, transaction
from tandem.ledger.migrate import to_head

ROWS = 5_000

# A lease says who works now; in a copy nobody does.
_TABLES = [table for table in schema.metadata.sorted_tables if table is not schema.leases]


@contextmanager
def ledger_at(address: str) -> Iterator[Engine]:
    """A ledger of this version at an address; every connection is closed at the end."""
    engine = connect(address)
    try:
        to_head(engine)
        yield engine
    finally:
        engine.dispose()


def save(address: str, file: Path) -> None:
    """Copy the ledger at ``address`` into a new SQLite file, as it stands at one moment."""
    with ledger_at(address) as source, ledger_at(f"sqlite:///{file}") as copy:
        _copy(source, copy)
    file.with_name(f"{file.name}.lock").unlink(missing_ok=True)


def load(file: Path, address: str) -> None:
    """Fill the empty ledger at ``address`` from a copy, in one transaction. Raises UsageError if it is not empty."""
    with ledger_at(f"sqlite:///{file}") as copy, ledger_at(address) as target:
        with transaction(target, write=False) as connection:
            if connection.execute(select(func.count()).select_from(schema.deliveries)).scalar_one():
                raise UsageError("the ledger that TANDEM_LEDGER_URL names is not empty: restore into a new database")
        _copy(copy, target)


def _copy(source: Engine, target: Engine) -> None:
    with _snapshot(source) as reader, transaction(target, write=True) as writer:
        for table in reversed(_TABLES):
            writer.execute(delete(table))
        for table in _TABLES:
            rows = reader.execution_options(yield_per=ROWS).execute(select(table).order_by(*table.primary_key.columns))
            for part in rows.mappings().partitions():
                writer.execute(insert(table), [dict(row) for row in part])
        if target.dialect.name == "postgresql":
            _go_on_counting(writer)


@contextmanager
def _snapshot(source: Engine) -> Iterator[Connection]:
    """One moment for every table: SQLite's transactions give it anyway."""
    postgresql = source.dialect.name == "postgresql"
    with transaction(
        source.execution_options(isolation_level="REPEATABLE READ") if postgresql else source, write=False
    ) as c:
        yield c


def _go_on_counting(writer: Connection) -> None:
    """Let PostgreSQL's own numbers follow those that were copied."""
    for table, column in (("events", "event_id"), ("decisions", "decision_id")):
        writer.execute(
            text(
                f"select setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, false)"
                f" from {table}"
            )
        )
