"""The slow, exact reader: record by record, for files that a fast loader might misread.

It follows RFC 4180 (a field in quotes may hold delimiters, line ends and doubled quotes; a quote inside a field that
does not begin with one is a character like any other) and accepts LF, CRLF and CR. A record that breaks the rules is
handed back with its reason, and reading goes on at the next line: one stray quote costs its own line, not the file.
Every byte of the file belongs to exactly one record or blank line.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tandem.accept import limits
from tandem.accept.text import refuse

_READ = 2 * limits.MAX_RECORD_BYTES
_LINE_END = re.compile(rb"\r\n|\n|\r")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CUT_CHARACTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z")


@dataclass
class Record:
    """One physical record: its fields, or the reason why it has none. ``number`` counts from 1 behind the header."""

    number: int
    fields: list[str] | None
    reason: str | None = None  # "row:code"
    raw: bytes = b""


@dataclass
class Reading:
    """How a file is read, and what was found beside its records."""

    name: str
    final_newline: bool  # a last record without a line end is refused
    encoding: str = "utf-8"
    line_ends: set[bytes] = field(default_factory=set)  # seen so far, the header's among them
    records: int = 0
    blank_lines: int = 0
    first_bad_byte: int | None = None


def encoding_of(path: Path) -> str:
    """``cp1252`` if the file as a whole is Latin-1 text, else ``utf-8``.

    The rule: some bytes are not UTF-8, no valid multi-byte UTF-8 sequence stands anywhere (then it would be damaged
    UTF-8, and reading it as Latin-1 would load wrong characters), and it is not merely cut inside its last character.
    """
    rest, high = b"", False
    with path.open("rb") as file:
        while piece := file.read(_READ):
            piece = rest + piece
            if _MULTIBYTE.search(piece):
                return "utf-8"
            high |= not piece[:-3].isascii()
            rest = piece[-3:]
    return "cp1252" if high or not _CUT_CHARACTER.sub(b"", rest).isascii() else "utf-8"


def read_delimited(path: Path, reading: Reading, *, skip: int, delimiter: str, fields: int) -> Iterator[Record]:
    """Every record from byte ``skip`` on, which must be the start of one. Raises HeldError for one beyond the limit."""
    mark = re.escape(delimiter.encode())
    cell = rb'(?:"(?:[^"]++|"")*+"|[^"\r\n' + mark + rb"][^\r\n" + mark + rb"]*+|)"
    record = re.compile(b"((?>" + cell + b"(?:" + mark + cell + rb")*+))(\r\n|\n|\r|\Z)")
    for at, raw, reason in _records(path, reading, skip, record):
        reading.records += 1
        number = reading.records
        if reason:
            yield Record(number, None, reason, raw)
            continue
        text, reason = _decode(raw, at, reading)
        if text is None:
            yield Record(number, None, reason, raw)
            continue
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        if len(cells) != fields:
            yield Record(number, None, "row:wrong_number_of_fields", raw)
        else:
            yield Record(number, cells, None, raw)


def read_lines(path: Path, reading: Reading, *, skip: int) -> Iterator[Record]:
    """Every line that is not blank, as a record with one field."""
    line = re.compile(rb"([^\r\n]*+)(\r\n|\n|\r|\Z)")
    for at, raw, reason in _records(path, reading, skip, line):
        if not raw.strip():
            reading.blank_lines += 1
            continue
        reading.records += 1
        text = None
        if not reason:
            text, reason = _decode(raw, at, reading)
        yield Record(reading.records, None if text is None else [text], reason, raw)


def _records(
    path: Path, reading: Reading, skip: int, pattern: re.Pattern[bytes]
) -> Iterator[tuple[int, bytes, str | None]]:
    """Byte position, bytes without line end, and the reason if they break the rules. Blank lines are only counted."""
    with path.open("rb") as file:
        file.seek(skip)
        data, start, position, last = b"", skip, 0, False
        while True:
            # From here on the window holds the whole record, or more of it than the limit allows.
            if not last and len(data) - position <= limits.MAX_RECORD_BYTES:
                piece = file.read(_READ)
                data, start, position, last = data[position:] + piece, start + position, 0, len(piece) < _READ
            if position >= len(data):
                return
            match = pattern.match(data, position) or _LINE_END.search(data, position)
            broken = match is None or match.re is _LINE_END
            end, after = (len(data), len(data)) if match is None else match.span(match.re.groups)
            if end - position > limits.MAX_RECORD_BYTES:
                raise _too_long(reading.name, start + position)
            raw, line_end = data[position:end], data[end:after]
            at_end = last and after == len(data)
            # A file of CRLF lines that ends in CR is cut, too.
            cut = at_end and (not line_end or (line_end == b"\r" and not reading.line_ends <= {b"\r"}))
            reading.line_ends.add(line_end)
            if not raw and line_end:
                reading.blank_lines += 1
            elif cut and (reading.final_newline or broken):
                yield start + position, raw, "row:unterminated"
            else:
                yield start + position, raw, "row:broken_quote" if broken else None
            position = after


def _decode(raw: bytes, at: int, reading: Reading) -> tuple[str | None, str | None]:
    if b"\0" in raw:
        return None, "row:nul_byte"
    try:
        return raw.decode(reading.encoding), None
    except UnicodeDecodeError as error:
        if reading.first_bad_byte is None:
            reading.first_bad_byte = at + error.start
        return None, "row:not_utf8"


def _too_long(name: str, at: int) -> Exception:
    limit = limits.MAX_RECORD_BYTES // limits.MEBIBYTE
    return refuse(name, f"the record that begins at byte {at} is longer than {limit} MiB")


def field_size_limit(size: int) -> None:
    """Let the csv module read fields up to the record limit (its own default is 128 KiB)."""
    csv.field_size_limit(size)
