"""CSV and TSV: the header, the choice between the fast and the careful reader, and the SQL that reads the cells."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tandem.accept import careful as exact
from tandem.accept import limits
from tandem.accept.header import find_delimiter
from tandem.accept.job import FileJob
from tandem.accept.scan import scan_text
from tandem.accept.source import Context, Source, cells_sql, extra_sql
from tandem.accept.text import refuse
from tandem.database import literal

_FIRST_RECORD = re.compile(rb'((?:[^"\r\n]++|"(?:[^"]++|"")*+")*+)(\r\n|\n|\r|\Z)')
_ROWS_AT_ONCE = 20_000
_BYTES_AT_ONCE = 16 * limits.MEBIBYTE
_LINE_END = re.compile(rb"[\r\n]")
_MARK = b"\xef\xbb\xbf"


def delimited(path: Path, job: FileJob, context: Context) -> Source:
    """How to read one CSV or TSV file. Raises HeldError if its header does not fit the contract."""
    source = Source()
    first = _first_record(path, job)
    if first.record is None:
        source.notices.append(("empty_file", "the file is empty"))
        return source
    encoding = exact.encoding_of(path) if not _is_utf8(first.record) else "utf-8"
    try:
        line = first.record.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse(job.name, f"its header is not UTF-8 at byte {error.start}: deliver it as UTF-8") from None
    delimiter, names = find_delimiter(line, context.contract, job)
    header = context.header(names, job)
    source.notices += header.notices
    texts = cells_sql(context.contract, job, {name: f"c{at}" for name, at in header.columns.items()})
    extra = extra_sql({name: f"c{at}" for name, at in header.extra.items()})
    final_newline = context.contract.format.final_newline == "required"
    scan = scan_text(
        path,
        skip=first.end,
        delimiter=delimiter,
        fields=len(names),
        max_record=context.max_field_bytes,
        final_newline=final_newline,
    )
    simple = first.is_line_1 and first.line_end == (b"\r\n" if scan.crlf else b"\n")
    if context.careful or scan.irregular or not simple:
        reading = exact.Reading(job.name, final_newline, exact.encoding_of(path), {first.line_end})
        records = exact.read_delimited(path, reading, skip=first.end, delimiter=delimiter, fields=len(names))
        column_of = {at: name for name, at in (header.extra | header.columns).items()}
        records = _refuse_long_cells(records, context.max_field_bytes, column_of)
        source.sql = write_cleaned(records, len(names), job, context, source, texts, extra)
        describe(reading, source)
        return source
    source.records = scan.records
    if scan.blank_lines:
        source.notices.append(("blank_lines", f"{scan.blank_lines} blank lines passed over"))
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(names)))
    new_line = "\\r\\n" if scan.crlf else "\\n"
    parallel = "false" if scan.quoted_line_ends else "true"  # a thread may begin inside a quoted line end
    source.sql = source.select(
        job,
        "row_number() OVER ()",
        texts,
        extra,
        f"read_csv({literal(str(path))}, auto_detect = false, header = false, skip = 1, delim = {literal(delimiter)}, "
        f"quote = '\"', escape = '\"', new_line = '{new_line}', nullstr = '', strict_mode = true, "
        f"parallel = {parallel}, columns = {{{columns}}})",
    )
    return source


def write_cleaned(
    records: Iterable[exact.Record],
    fields: int,
    job: FileJob,
    context: Context,
    source: Source,
    texts: list[str],
    extra: str,
) -> str:
    """Write the good records as text cells to Parquet, the others to the batch's malformed records.

    Returns the SQL that reads the cells. ``source.records`` counts both.
    """
    target = context.file(job, "cells")
    schema = pa.schema([("n", pa.int64()), *((f"c{at}", pa.string()) for at in range(fields))])
    with pq.ParquetWriter(target, schema, compression="zstd") as out:
        rows: list[list] = []
        size = 0
        for record in records:
            source.records += 1
            if record.fields is None:
                source.malformed += 1
                context.refuse_record(job, record.number, record.reason, record.raw)
                continue
            rows.append([record.number, *(cell or None for cell in record.fields)])
            size += len(record.raw)
            if len(rows) == _ROWS_AT_ONCE or size > _BYTES_AT_ONCE:
                _write_rows(out, rows, schema)
                rows, size = [], 0
        _write_rows(out, rows, schema)
    return source.select(job, "n", texts, extra, f"read_parquet({literal(str(target))})")


def _write_rows(out: pq.ParquetWriter, rows: list[list], schema: pa.Schema) -> None:
    if rows:
        columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True)]
        out.write_batch(pa.record_batch(columns, schema=schema))


def describe(reading: exact.Reading, source: Source) -> None:
    """Add what the careful reader found to the notices."""
    if reading.encoding != "utf-8":
        source.notices.append(("encoding", "not UTF-8; read as Windows-1252 (Latin-1)"))
    if reading.first_bad_byte is not None:
        source.notices.append(("not_utf8", f"not UTF-8 from byte {reading.first_bad_byte} on"))
    if reading.blank_lines:
        source.notices.append(("blank_lines", f"{reading.blank_lines} blank lines passed over"))


def _refuse_long_cells(
    records: Iterable[exact.Record], longest: int, column_of: dict[int, str]
) -> Iterator[exact.Record]:
    """A cell beyond the limit costs its record, before it is handed to the loader."""
    for record in records:
        if record.fields is not None and len(record.raw) > longest:
            for at, cell in enumerate(record.fields):
                if len(cell.encode()) > longest:
                    record = exact.Record(record.number, None, f"{column_of[at]}:too_long", record.raw)
                    break
        yield record


@dataclass
class _First:
    """The header's record: its bytes (None: the file has only blank lines), its line end, where the next begins."""

    record: bytes | None
    end: int
    line_end: bytes = b""
    is_line_1: bool = False  # so that a loader can skip it as one line


def _first_record(path: Path, job: FileJob) -> _First:
    with path.open("rb") as file:
        start = file.read(limits.MEBIBYTE + len(_MARK))
        more = bool(file.read(1))
    begin = at = len(_MARK) if start.startswith(_MARK) else 0
    while at < len(start):
        found = _FIRST_RECORD.match(start, at)
        if found is None or (found.end() == len(start) and more):
            raise refuse(job.name, "its first line has no end within 1 MiB or an open quote: deliver it with a header")
        if found[1].strip():
            return _First(found[1], found.end(), found[2], at == begin and _LINE_END.search(found[1]) is None)
        at = found.end()
    if more:
        raise refuse(job.name, "begins with more than 1 MiB of blank lines")
    return _First(None, at)


def _is_utf8(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
