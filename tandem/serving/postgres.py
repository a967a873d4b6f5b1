"""A release in PostgreSQL: a schema of its own, and views that are repointed to it in one transaction.

Readers use the views in the mart schemas (``core.dim_person``). Publishing loads a new schema ``tandem_<release>``,
compares it with the release row for row, and then swaps every view at once. Loading is committed before the swap, so
that a reader whose snapshot was taken while the swap waited finds the rows that the new views show.

Views run with their owner's rights: the reader's role may use the mart schemas and nothing below them. Personal
columns are not loaded at all, unless ``restricted`` is asked for; then they are in schema ``restricted``, for the role
``tandem_restricted`` only.
"""

import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tandem.config import Settings
from tandem.errors import BusyError, TandemError
from tandem.log import get_logger
from tandem.release import manifest
from tandem.release.export import hash_of_all
from tandem.release.folder import PUBLIC_DATABASE, RESTRICTED_DATABASE, require_current
from tandem.release.personal import MART_SCHEMAS
from tandem.serving.copying import Table, copy_table, fingerprint_duckdb, fingerprint_postgres, tables_of

log = get_logger(__name__)

READER = "tandem_reader"
RESTRICTED_READER = "tandem_restricted"
RESTRICTED_SCHEMA = "restricted"
STATE_SCHEMA = "tandem"
VERSION_PREFIX = "tandem_r"

# Releases whose tables stay in PostgreSQL: the served one and the one before, for readers in mid-transaction.
KEEP = 2

# A swap waits this long for readers' locks, then lets them go on and tries again. New readers wait behind it meanwhile.
SWAP_WAIT_MS = 500
SWAP_PAUSE_SECONDS = 0.5

# Any number that no other program uses: one publisher at a time.
ADVISORY_LOCK = 7_263_361


@dataclass(frozen=True)
class Options:
    """How patient a publish is. ``swap_seconds``: how long in all it tries to get between the readers."""

    swap_seconds: float = 60.0
    attempts: int = 3
    restricted: bool = False


def publish_to(settings: Settings, url: str, options: Options | None = None) -> str:
    """Serve the current release in PostgreSQL and return its id. Repeating it is harmless.

    Raises BusyError when another publisher is at work, TandemError when PostgreSQL cannot be reached, holds other rows
    than the release, or its readers do not let the views be swapped. In every case the release before is still served.
    """
    options = options or Options()
    folder = require_current(settings)
    for attempt in range(1, options.attempts + 1):
        try:
            with psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="tandem publish") as target:
                _publish(settings, target, folder, options)
            return folder.name
        except psycopg.OperationalError as error:
            if attempt == options.attempts:
                raise TandemError(
                    f"PostgreSQL was not reached or went away ({_reason(error)}) in {attempt} attempts: the release "
                    "before is still served; see to the server and run the command again"
                ) from None
            log.warning("PostgreSQL was not reached, trying again", attempt=attempt, reason=_reason(error))
            time.sleep(attempt)
        except psycopg.Error as error:
            # PostgreSQL quotes values in its messages: only the kind of error is told.
            raise TandemError(
                f"PostgreSQL refused the release ({_reason(error)}): the release before is still served"
            ) from None
    raise AssertionError("unreachable")


def _publish(settings: Settings, target: psycopg.Connection, folder: Path, options: Options) -> None:
    described = manifest.read(folder)
    content = _content(described, restricted=options.restricted)
    got = target.execute("select pg_try_advisory_lock(%s)", [ADVISORY_LOCK]).fetchone()
    if not got or not got[0]:
        raise BusyError("another publisher is writing to this PostgreSQL: try again when it has ended")
    _roles(target)
    if _served(target) == (folder.name, content):
        return
    # Not the served schema, because its name would be the same only for the same content.
    version = f"tandem_{folder.name}_{content[:8]}"
    _drop_schema(target, version)
    tables = _load(settings, target, folder, version, described, content, restricted=options.restricted)
    _swap(target, version, tables, options)
    _retire(target, version)


def _roles(target: psycopg.Connection) -> None:
    """The two group roles that cannot log in; people are made members of them."""
    for role in (READER, RESTRICTED_READER):
        if target.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone() is None:
            target.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))


def _content(described: dict[str, Any], *, restricted: bool) -> str:
    """One sha256 over what is loaded."""
    hashes = {name: facts["sha256"] or "" for name, facts in described["tables"].items()}
    return hash_of_all(hashes | {"restricted": str(restricted)})


def _served(target: psycopg.Connection) -> tuple[str, str] | None:
    """Id and content of the release that the views show."""
    if target.execute("select to_regclass('tandem.release')").fetchone() == (None,):
        return None
    row = target.execute("select release_id, content from tandem.release").fetchone()
    return (row[0], row[1]) if row else None


def _load(
    settings: Settings,
    target: psycopg.Connection,
    folder: Path,
    version: str,
    described: dict[str, Any],
    content: str,
    *,
    restricted: bool,
) -> list[Table]:
    """Load every table into the release's own schema, which nobody can see yet, and compare it with the release."""
    target.execute(sql.SQL("create schema {}").format(sql.Identifier(version)))
    tables = tables_of(folder / PUBLIC_DATABASE, version, MART_SCHEMAS)
    if restricted:
        withheld = {name for name, facts in described["tables"].items() if facts["withheld"]}
        tables += tables_of(folder / RESTRICTED_DATABASE, version, MART_SCHEMAS, only=withheld, into=RESTRICTED_SCHEMA)
    for table in tables:
        copy_table(settings, target, table)
        if fingerprint_postgres(target, table) != fingerprint_duckdb(table):
            raise TandemError(f"{table.name} in PostgreSQL is not equal to the release: the release before is served")
    _state_table(target, version, folder.name, described["as_of"], content)
    target.execute(sql.SQL("analyze {}").format(sql.SQL(", ").join(table.stored for table in tables)))
    return tables


def _state_table(target: psycopg.Connection, version: str, release_id: str, as_of: str, content: str) -> None:
    name = sql.Identifier(version, "release")
    target.execute(sql.SQL("create table {} (release_id text, as_of timestamp, content text)").format(name))
    target.execute(sql.SQL("insert into {} values (%s, %s, %s)").format(name), [release_id, as_of, content])


def _swap(target: psycopg.Connection, version: str, tables: list[Table], options: Options) -> None:
    """Repoint every view in one transaction. Waits for readers only briefly at a time, so that none is held up long."""
    until = time.monotonic() + options.swap_seconds
    while True:
        try:
            with target.transaction():
                _swap_once(target, version, tables)
            return
        except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled, psycopg.errors.DeadlockDetected):
            if time.monotonic() >= until:
                raise TandemError(
                    f"readers kept the views locked for {options.swap_seconds:.0f} seconds "
                    f"({_blockers(target)}): the release before is still served; end idle transactions and run it again"
                ) from None
            time.sleep(SWAP_PAUSE_SECONDS * (0.5 + random.random()))


def _swap_once(target: psycopg.Connection, version: str, tables: list[Table]) -> None:
    views = _views(target)
    if views:
        # All locks in one statement under one time limit: a reader never waits for the sum of many waits.
        target.execute(sql.SQL("set local statement_timeout = {}").format(SWAP_WAIT_MS))
        locked = sql.SQL(", ").join(sql.Identifier(*view) for view in sorted(views))
        target.execute(sql.SQL("lock table {} in access exclusive mode").format(locked))
        target.execute("set local statement_timeout = 0")
    target.execute(sql.SQL("set local lock_timeout = {}").format(SWAP_WAIT_MS))
    wanted = {(table.view_schema, table.view_name): table.stored for table in tables}
    wanted[STATE_SCHEMA, "release"] = sql.Identifier(version, "release")
    for schema in sorted({schema for schema, _ in wanted}):
        target.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
    for view in sorted(set(views) - set(wanted)):
        target.execute(sql.SQL("drop view {}").format(sql.Identifier(*view)))
    for view, stored in sorted(wanted.items(), key=lambda item: item[0]):
        _point(target, sql.Identifier(*view), stored)
    _grant(target, wanted)


def _point(target: psycopg.Connection, view: sql.Identifier, stored: sql.Identifier) -> None:
    """Replace a view in place, which keeps what others granted on it; make it anew where its columns have changed."""
    create = sql.SQL("create or replace view {} as select * from {}").format(view, stored)
    try:
        with target.transaction():
            target.execute(create)
    except psycopg.errors.InvalidTableDefinition:
        target.execute(sql.SQL("drop view {}").format(view))
        target.execute(create)


def _grant(target: psycopg.Connection, views: dict[tuple[str, str], Any]) -> None:
    """Each role gets the schemas and views it may read, and nothing else."""
    for schema in sorted({schema for schema, _ in views}):
        role = RESTRICTED_READER if schema == RESTRICTED_SCHEMA else READER
        target.execute(sql.SQL("grant usage on schema {} to {}").format(sql.Identifier(schema), sql.Identifier(role)))
        names = [sql.Identifier(*view) for view in sorted(views) if view[0] == schema]
        target.execute(sql.SQL("grant select on {} to {}").format(sql.SQL(", ").join(names), sql.Identifier(role)))


def _views(target: psycopg.Connection) -> list[tuple[str, str]]:
    """The views that an earlier publish made: those in our schemas that read from a release's own schema."""
    rows = target.execute(
        """
        select distinct view_schema::text, view_name::text
        from information_schema.view_table_usage
        where table_schema like %s and view_schema = any(%s)
        """,
        [f"{VERSION_PREFIX.replace('_', chr(92) + '_')}%", [*MART_SCHEMAS, RESTRICTED_SCHEMA, STATE_SCHEMA]],
    ).fetchall()
    return [(schema, name) for schema, name in rows]


def _retire(target: psycopg.Connection, served: str) -> None:
    """Drop the schemas of older releases beyond ``KEEP``. One that a reader still uses goes the next time."""
    rows = target.execute(
        "select nspname from pg_namespace where nspname like %s order by oid desc",
        [f"{VERSION_PREFIX.replace('_', chr(92) + '_')}%"],
    ).fetchall()
    for name in [name for (name,) in rows if name != served][KEEP - 1 :]:
        try:
            _drop_schema(target, name)
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            log.info("a reader still uses an older release; it is dropped with the next publish", schema=name)


def _drop_schema(target: psycopg.Connection, name: str) -> None:
    with target.transaction():
        target.execute(sql.SQL("set local lock_timeout = {}").format(SWAP_WAIT_MS))
        target.execute("set local client_min_messages = warning")
        target.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(name)))


def _blockers(target: psycopg.Connection) -> str:
    """Process ids of sessions that sit in an open transaction; never what they asked."""
    rows = target.execute(
        "select pid from pg_stat_activity where state like 'idle in transaction%' and datname = current_database()"
    ).fetchall()
    return "idle in transaction: " + ", ".join(str(pid) for (pid,) in rows) if rows else "busy readers"


def _reason(error: psycopg.Error) -> str:
    return f"{type(error).__name__} {error.sqlstate}" if error.sqlstate else type(error).__name__
