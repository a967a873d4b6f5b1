"""Brings a ledger to the schema this code knows. Alembic is imported only when there is something to do."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from tandem.errors import TandemError
from tandem.ledger.engine import transaction
from tandem.ledger.schema import REVISION

MIGRATIONS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 7263917  # any constant: PostgreSQL's lock for "one migration at a time"


def to_head(engine: Engine) -> None:
    """Create or upgrade the ledger. Raises TandemError when a newer Tandem wrote it."""
    if _is_current(engine):
        return
    with _alone(engine):
        if not _is_current(engine):
            upgrade(engine, REVISION)


def upgrade(engine: Engine, revision: str) -> None:
    """Run the migrations up to ``revision`` in one transaction."""
    from alembic import command
    from alembic.config import Config

    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("rollback")  # the journal mode changes outside a transaction only
            connection.exec_driver_sql("pragma journal_mode = wal")
            connection.exec_driver_sql("begin")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with transaction(engine, write=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _is_current(engine: Engine) -> bool:
    version = _version(engine)
    if version is not None and version > REVISION:
        raise TandemError(
            f"the ledger was written by a newer Tandem (schema {version}, this one knows {REVISION}): update Tandem"
        )
    return version == REVISION


def _version(engine: Engine) -> str | None:
    with transaction(engine, write=False) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("select version_num from alembic_version")).scalar()


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Several processes may open an empty ledger at once: one migrates, the others wait."""
    if engine.dialect.name == "sqlite":
        with Path(f"{engine.url.database}.lock").open("w") as handle:  # released by the system if this process dies
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        return
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": _ADVISORY_LOCK})
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _ADVISORY_LOCK})
