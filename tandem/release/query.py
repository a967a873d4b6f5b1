"""``tandem query``: one SQL statement on the current release, read-only and without a way out of the file."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import duckdb

from tandem.config import Settings
from tandem.database import options
from tandem.errors import UsageError
from tandem.release.folder import PUBLIC_DATABASE, RESTRICTED_DATABASE, require_current

FETCH_ROWS = 1_000


def query(settings: Settings, sql: str, *, restricted: bool = False) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Column names and rows of a statement on the current release's public (or restricted) database.

    The connection cannot write, read or write other files, or install extensions. Raises UsageError when the
    statement is not accepted.
    """
    database = require_current(settings) / (RESTRICTED_DATABASE if restricted else PUBLIC_DATABASE)
    connection = duckdb.connect(
        str(database),
        read_only=True,
        config=options(
            settings.memory_limit_mb, settings.threads, enable_external_access=False, lock_configuration=True
        ),
    )
    try:
        result = connection.execute(sql)
    except duckdb.Error as error:
        connection.close()
        raise UsageError(f"the query was not accepted: {_one_line(str(error))}") from error
    columns = [column[0] for column in result.description or []]
    return columns, _rows(connection)


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    with connection:
        while rows := connection.fetchmany(FETCH_ROWS):
            yield from rows


def as_json(columns: list[str], row: tuple[Any, ...]) -> str:
    """One row as a JSON object; decimals keep every digit, times are ISO 8601."""
    return (
        "{" + ", ".join(f"{json.dumps(name)}: {_json(value)}" for name, value in zip(columns, row, strict=True)) + "}"
    )


def _json(value: Any) -> str:
    match value:
        case Decimal():
            return format(value, "f")
        case datetime() | date() | time():
            return json.dumps(value.isoformat())
        case list() | tuple():
            return "[" + ", ".join(_json(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{json.dumps(str(key))}: {_json(item)}" for key, item in value.items()) + "}"
        case None | bool() | int() | str():
            return json.dumps(value)
        case float():
            return json.dumps(value) if value == value and abs(value) != float("inf") else "null"
        case _:
            return json.dumps(str(value))


def as_text(value: Any) -> str:
    """A value for a terminal: control characters (ANSI sequences, newlines) are shown, never obeyed."""
    if value is None:
        return ""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def _one_line(text: str) -> str:
    return as_text(" ".join(text.split()))[:300]
