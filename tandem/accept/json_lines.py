"""JSON lines: one object per line, keys matched with the contract by name.

DuckDB reads JSON numbers as floating point: a file in which that could change a digit goes through Python's parser,
which keeps every number as the text it was.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb

from tandem.accept import careful as exact
from tandem.accept.delimited import describe, write_cleaned
from tandem.accept.job import FileJob
from tandem.accept.scan import scan_text
from tandem.accept.source import Context, Source, cells_sql, extra_sql
from tandem.database import literal

# A number outside quotes with so many digits that binary floating point may not give them back.
_LONG_NUMBER = r":\s*-?([0-9]{10,}[.eE]|[0-9]+\.[0-9]{6,}|[0-9]{20,})"


def json_lines(path: Path, job: FileJob, context: Context, engine: duckdb.DuckDBPyConnection) -> Source:
    """How to read one file of JSON lines. Raises HeldError if its keys do not fit the contract."""
    source = Source()
    skip = 3 if path.open("rb").read(3) == b"\xef\xbb\xbf" else 0
    final_newline = context.contract.format.final_newline == "required"
    scan = scan_text(
        path,
        skip=skip,
        delimiter=None,
        fields=1,
        max_record=context.max_field_bytes,
        final_newline=final_newline,
    )
    if context.careful or scan.irregular or skip:
        return _careful(path, skip, job, context, source, final_newline)
    lines = (
        f"(SELECT row_number() OVER () AS n, line, TRY(json_type(line)) AS kind FROM read_csv({literal(str(path))}, "
        "auto_detect = false, header = false, delim = '', quote = '', escape = '', parallel = false, "
        "columns = {'line': 'VARCHAR'}) WHERE trim(line, ' \t\r') <> '')"
    )
    keys, risky = engine.execute(
        f"SELECT coalesce(list(DISTINCT key ORDER BY key), []), "
        f"(SELECT coalesce(bool_or(regexp_matches(line, '{_LONG_NUMBER}')), false) FROM {lines}) "
        f"FROM (SELECT unnest(json_keys(line)) AS key FROM {lines} WHERE kind = 'OBJECT')"
    ).fetchone()
    if risky:
        return _careful(path, skip, job, context, source, final_newline)
    source.records = scan.records
    if not source.records:
        source.notices.append(("empty_file", "the file holds no record"))
        return source
    header = context.header(keys, job, absent_is_null=True)
    source.notices += header.notices
    paths = ["$." + json.dumps(key, ensure_ascii=False) for key in keys]
    cells = {name: f"nullif(cells[{at + 1}], '')" for name, at in header.columns.items()}
    extra = {name: f"json_extract(object, {literal(paths[at])})" for name, at in header.extra.items()}
    extra = {name: f"CASE WHEN {text} <> 'null' THEN CAST({text} AS VARCHAR) END" for name, text in extra.items()}
    nested = " ".join(
        f"WHEN left(cells[{at + 1}], 1) IN ('{{', '[') AND json_type(object, {literal(paths[at])}) "
        f"IN ('OBJECT', 'ARRAY') THEN {literal(name + ':nested')}"
        for name, at in header.columns.items()
    )
    refused = (
        "CASE WHEN kind IS NULL THEN 'row:not_json' WHEN kind <> 'OBJECT' THEN 'row:not_an_object' "
        f"WHEN contains(line, '\\u0000') THEN 'row:nul_byte' {nested} END"
    )
    listed = ", ".join(map(literal, paths))
    source.sql = source.select(
        job,
        "n",
        cells_sql(context.contract, job, cells),
        extra_sql(extra, as_json=True),
        f"(SELECT *, json_extract_string(object, [{listed}]) AS cells FROM "
        f"(SELECT *, CASE WHEN kind = 'OBJECT' THEN line END AS object FROM {lines}))",
        refused=refused,
        line="line",
    )
    return source


def _careful(path: Path, skip: int, job: FileJob, context: Context, source: Source, final_newline: bool) -> Source:
    def reading() -> exact.Reading:
        return exact.Reading(job.name, final_newline, encoding)

    encoding = exact.encoding_of(path)
    keys: dict[str, None] = {}
    for record in exact.read_lines(path, reading(), skip=skip):
        found, _ = _parse(record)
        keys |= dict.fromkeys(found or ())
    names = sorted(keys)
    header = context.header(names, job, absent_is_null=True)
    source.notices += header.notices
    now = reading()
    records = _objects(exact.read_lines(path, now, skip=skip), names, header.columns, context.max_field_bytes)
    texts = cells_sql(context.contract, job, {name: f"c{at}" for name, at in header.columns.items()})
    extra = extra_sql({name: f"c{at}" for name, at in header.extra.items()}, as_json=True)
    source.sql = write_cleaned(records, len(names), job, context, source, texts, extra)
    describe(now, source)
    if not source.records:
        source.notices.append(("empty_file", "the file holds no record"))
    return source


def _objects(
    records: Iterator[exact.Record], names: list[str], columns: dict[str, int], longest: int
) -> Iterator[exact.Record]:
    """Lines as cells: known columns as text, unknown ones as JSON."""
    column_of = {at: name for name, at in columns.items()}
    for record in records:
        found, reason = _parse(record)
        cells = []
        for at, name in enumerate(names if found is not None else ()):
            value = found.get(name)
            if at not in column_of:
                cell = "" if value is None else _as_json(value)
            elif isinstance(value, dict | list):
                reason, cell = reason or f"{column_of[at]}:nested", ""
            else:
                cell = (
                    {None: "", True: "true", False: "false"}.get(value, value) if not isinstance(value, str) else value
                )
            if "\0" in cell:
                reason = reason or "row:nul_byte"
            if len(cell) > longest:
                reason = reason or f"{column_of.get(at, 'row')}:too_long"
            cells.append(cell)
        yield exact.Record(record.number, None if reason else cells, reason, record.raw)


class _Number(str):
    """A number as the text it was."""


def _as_json(value: object) -> str:
    if isinstance(value, _Number):
        return value
    if isinstance(value, dict):
        return "{" + ",".join(f"{_as_json(key)}:{_as_json(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_as_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


class _NotJsonError(ValueError):
    """NaN and Infinity are not JSON."""


def _parse(record: exact.Record) -> tuple[dict | None, str | None]:
    def constant(_text: str) -> None:
        raise _NotJsonError

    if record.fields is None:
        return None, record.reason
    try:
        # The first of equal keys counts, as in DuckDB.
        value = json.loads(
            record.fields[0],
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=constant,
            object_pairs_hook=lambda pairs: dict(reversed(pairs)),
        )
    except (ValueError, RecursionError):
        return None, "row:not_json"
    return (value, None) if isinstance(value, dict) else (None, "row:not_an_object")
