"""Opens the ledger's database and gives out read and write transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError

from tandem.errors import BusyError, TandemError

# How long a transaction waits for another writer. Write transactions last milliseconds.
BUSY_SECONDS = 30


def connect(address: str) -> Engine:
    """An engine for ``address`` (SQLite or PostgreSQL). The folder of a SQLite file is created."""
    try:
        url = make_url(address)
    except ArgumentError:  # its text is not shown: it may hold a password
        raise TandemError("TANDEM_LEDGER_URL is not an address: write postgresql://user@host/database") from None
    if url.get_backend_name() == "sqlite":
        if url.database:
            _make_folder(Path(url.database).parent)
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if url.get_backend_name() == "postgresql":
        # `postgresql://` alone would ask for the old driver.
        url = url.set(drivername="postgresql+psycopg")
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    raise TandemError(f"TANDEM_LEDGER_URL names {url.get_backend_name()}: use sqlite:/// or postgresql://")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TandemError(
            f"the data folder {folder} cannot be made ({error.strerror}): set TANDEM_HOME to another one"
        ) from error


def _prepare_sqlite(connection, _record) -> None:
    # The driver must not open transactions by itself: _begin_sqlite decides which kind it is.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("pragma foreign_keys = on")
    cursor.execute("pragma synchronous = full")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A write transaction takes the write lock first: a read that turns into a write could fail without waiting.
    immediate = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("begin immediate" if immediate else "begin")


@contextmanager
def transaction(engine: Engine, *, write: bool) -> Iterator[Connection]:
    """One transaction, committed when the block ends and rolled back when it raises.

    Raises BusyError when another writer keeps the ledger for longer than ``BUSY_SECONDS``, TandemError when the
    database cannot be reached or written.
    """
    try:
        with engine.connect().execution_options(write=write) as connection, connection.begin():
            yield connection
    except (IntegrityError, ProgrammingError, DataError):
        raise  # a fault of ours, not of the database's
    except DBAPIError as error:
        raise _explain(engine, error) from error


def _explain(engine: Engine, error: DBAPIError) -> TandemError:
    reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no reason given"
    where = engine.url.database if engine.dialect.name == "sqlite" else engine.url.render_as_string(hide_password=True)
    if "locked" in reason:
        return BusyError(f"the ledger {where} is being written by another run: try again when it has ended")
    return TandemError(f"the ledger {where} cannot be used: {reason}: nothing was changed, run the command again")
