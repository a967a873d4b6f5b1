"""CSV and TSV: the header, the choice between the fast and the careful reader, and the SQL that reads the cells."""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tandem.accept import careful as exact
from tandem.accept import limits
from tandem.accept.casting import literal
from tandem.accept.header import find_delimiter, match
from tandem.accept.job import FileJob
from tandem.accept.scan import scan_text
from tandem.accept.source import Context, Source, cells_sql, extra_sql
from tandem.accept.text import refuse

_FIRST_RECORD = re.compile(rb'((?:[^"\r\n]++|"(?:[^"]++|"")*+")*+)(\r\n|\n|\r|\Z)')
_MARK = b"\xef\xbb\xbf"


def delimited(path: Path, job: FileJob, context: Context) -> Source:
    """How to read one CSV or TSV file. Raises HeldError if its header does not fit the contract."""
    source = Source()
    head, skip, plain = _first_record(path, job)
    if head is None:
        source.notices.append(("empty_file", "the file is empty"))
        return source
    encoding = exact.encoding_of(path) if not _is_utf8(head) else "utf-8"
    try:
        line = head.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse(job.name, f"its header is not UTF-8 at byte {error.start}: deliver it as UTF-8") from None
    delimiter, names = find_delimiter(line, context.contract, job)
    header = match(names, context.contract, job)
    source.notices += header.notices
    texts = cells_sql(context.contract, job, {name: f"c{at}" for name, at in header.columns.items()})
    extra = extra_sql({name: f"c{at}" for name, at in header.extra.items()})
    final_newline = context.contract.format.final_newline == "required"
    scan = scan_text(
        path,
        skip=skip,
        delimiter=delimiter,
        fields=len(names),
        max_record=context.max_field_bytes,
        final_newline=final_newline,
    )
    if context.careful or scan.irregular or not plain:
        reading = exact.Reading(job.name, final_newline, exact.encoding_of(path))
        records = exact.read_delimited(path, reading, skip=skip, delimiter=delimiter, fields=len(names))
        column_of = {at: name for name, at in (header.extra | header.columns).items()}
        records = _refuse_long_cells(records, context.max_field_bytes, column_of)
        source.sql = write_cleaned(records, len(names), job, context, source, texts, extra)
        describe(reading, source)
        return source
    source.records = scan.records
    if scan.blank_lines:
        source.notices.append(("blank_lines", f"{scan.blank_lines} blank lines passed over"))
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(names)))
    line_end = "\\r\\n" if scan.crlf else "\\n"
    parallel = "false" if scan.quoted_line_ends else "true"  # a thread may begin inside a quoted line end
    source.sql = source.select(
        job,
        "row_number() OVER ()",
        "NULL",
        texts,
        extra,
        f"read_csv({literal(str(path))}, auto_detect = false, header = false, skip = 1, delim = {literal(delimiter)}, "
        f"quote = '\"', escape = '\"', new_line = '{line_end}', nullstr = '', strict_mode = true, "
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
    """Write the good records as CSV that every reader understands, the others to the batch's malformed records.

    Returns the SQL that reads the cells. ``source.records`` counts both.
    """
    target = context.file(job, "cleaned")
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for record in records:
            source.records += 1
            if record.fields is None:
                source.malformed += 1
                context.refuse_record(job, record.number, record.reason, record.raw)
            else:
                writer.writerow([record.number, *record.fields])
    columns = ", ".join(["'n': 'BIGINT'", *(f"'c{at}': 'VARCHAR'" for at in range(fields))])
    return source.select(
        job,
        "n",
        "NULL",
        texts,
        extra,
        f"read_csv({literal(str(target))}, auto_detect = false, header = false, delim = ',', quote = '\"', "
        f"escape = '\"', new_line = '\\n', nullstr = '', parallel = false, "
        f"max_line_size = {4 * limits.MAX_RECORD_BYTES}, columns = {{{columns}}})",
    )


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


def _first_record(path: Path, job: FileJob) -> tuple[bytes | None, int, bool]:
    """The header's bytes (None: only blank lines), where the next record begins, and whether it is simply line 1."""
    with path.open("rb") as file:
        start = file.read(limits.MEBIBYTE + len(_MARK))
        more = bool(file.read(1))
    at = len(_MARK) if start.startswith(_MARK) else 0
    plain = True
    while at < len(start):
        found = _FIRST_RECORD.match(start, at)
        if found is None or (found.end() == len(start) and more):
            raise refuse(job.name, "its first line has no end within 1 MiB or an open quote: deliver it with a header")
        if found[1].strip():
            return (
                found[1],
                found.end(),
                plain and found[2] != b"\r" and b"\n" not in found[1] and b"\r" not in found[1],
            )
        at, plain = found.end(), False
    if more:
        raise refuse(job.name, "begins with more than 1 MiB of blank lines")
    return None, at, False


def _is_utf8(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
