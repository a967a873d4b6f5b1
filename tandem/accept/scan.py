"""Counts the records of a text file without the loader, and says whether the loader can be trusted with it.

A vectorised pass over the bytes finds the line ends outside quotes. A file is *regular* when every record has as many
fields as the header, quotes stand only around whole fields, line ends are of one kind, and the bytes are UTF-8
without NUL: then CSV readers cannot disagree about it, and DuckDB reads it. Everything else goes through
``careful``, record by record. DuckDB's own tolerance is not used: it accepts cut numbers, swaps and half lines.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tandem.accept import limits

_CHUNK = 4 * limits.MEBIBYTE
_LF, _CR, _QUOTE = 10, 13, 34


@dataclass
class Scan:
    """What the pass found. The header is the first record and is counted in none of the numbers."""

    records: int = 0  # complete records that are not blank
    blank_lines: int = 0
    irregular: str | None = None  # why the careful reader is needed; counts are then provisional
    quoted_line_ends: bool = False
    crlf: bool = False


def scan_text(
    path: Path, *, skip: int, delimiter: str | None, fields: int, max_record: int, final_newline: bool
) -> Scan:
    """Scan from byte ``skip`` on. ``delimiter`` None: one record per line, no quotes (JSON lines).

    Stops at the first irregularity: a record longer than ``max_record`` bytes is one, and so is a last record without
    line end where the contract wants one (``final_newline``).
    """
    scan = Scan()
    marker = ord(delimiter) if delimiter else None
    rest = b""
    line_ends: set[int] = set()
    with path.open("rb") as file:
        file.seek(skip)
        while piece := file.read(_CHUNK):
            piece = rest + piece if rest else piece
            used = _scan_piece(piece, marker, fields, max_record, scan, line_ends)
            if scan.irregular:
                return scan
            rest = piece[used:]
            if len(rest) > limits.MAX_RECORD_BYTES:
                scan.irregular = "a long record or a quote that is never closed"
                return scan
    if rest and final_newline:
        scan.irregular = "a last record without line end"
    elif rest:
        rest += b"\r\n" if _CR in line_ends else b"\n"
        if _scan_piece(rest, marker, fields, max_record, scan, line_ends) != len(rest):
            scan.irregular = scan.irregular or "a quote that is never closed"
    scan.crlf = _CR in line_ends
    return scan


def _scan_piece(piece: bytes, marker: int | None, fields: int, max_record: int, scan: Scan, line_ends: set[int]) -> int:
    """Scan the complete records of ``piece``, which begins at the start of a record. Returns how many bytes they take.

    Stops at the last line end outside quotes; the caller hands the rest in again with the next piece.
    """
    data = np.frombuffer(piece, dtype=np.uint8)
    is_end = data == _LF
    separators = np.flatnonzero(is_end | (data == marker)) if marker is not None else np.flatnonzero(is_end)
    quotes = np.flatnonzero(data == _QUOTE) if marker is not None else np.empty(0, dtype=np.int64)
    if quotes.size:
        inside = (np.searchsorted(quotes, separators) & 1).astype(bool)
        scan.quoted_line_ends |= bool(is_end[separators[inside]].any())
        separators = separators[~inside]
    kinds = is_end[separators]
    at_end = np.flatnonzero(kinds)
    if not at_end.size:
        return 0
    ends = separators[at_end]
    used = int(ends[-1]) + 1
    complete = piece[:used]
    starts = np.empty_like(ends)
    starts[0] = 0
    starts[1:] = ends[:-1] + 1
    with_cr = (data[np.maximum(ends - 1, 0)] == _CR) & (ends > starts)
    lengths = ends - starts - with_cr
    blank = lengths == 0
    blanks = int(blank.sum())
    scan.records += len(ends) - blanks
    scan.blank_lines += blanks
    if lengths.max() > max_record:
        scan.irregular = "a long record"
    elif b"\0" in complete:
        scan.irregular = "a NUL byte"
    elif not _is_utf8(complete):
        scan.irregular = "not UTF-8"
    elif marker is not None:
        scan.irregular = _structure(data[:used], separators, at_end, ends, with_cr, blank, quotes, marker, fields, scan)
        line_ends |= {_CR} if with_cr.any() else set()
        line_ends |= {_LF} if not with_cr.all() else set()
        if len(line_ends) > 1:
            scan.irregular = scan.irregular or "mixed line ends"
    return used


def _structure(data, separators, at_end, ends, with_cr, blank, quotes, marker, fields, scan) -> str | None:
    """The first way in which the records are irregular, or None."""
    widths = np.diff(at_end, prepend=-1)  # separators per record, the line end among them: as many as fields
    if ((widths != fields) & ~blank).any():
        return "another number of fields"
    if fields == 1 and blank.any():
        return "blank lines in a file of one column"  # a loader cannot tell them from empty cells
    carriage_returns = np.flatnonzero(data == _CR)
    if carriage_returns.size != int(with_cr.sum()):
        loose = np.setdiff1d(carriage_returns, ends[with_cr] - 1, assume_unique=True)
        if not (np.searchsorted(quotes, loose) & 1).all():
            return "a lone carriage return"
    quotes = quotes[quotes <= ends[-1]]
    if not quotes.size:
        return None
    opening, closing = quotes[0::2], quotes[1::2]
    before = data[np.maximum(opening - 1, 0)]
    after = data[closing + 1]
    opens_field = (opening == 0) | (before == marker) | (before == _LF)
    # Inside a field "" is a closing quote and at once an opening one.
    doubled = np.zeros(opening.size, dtype=bool)
    doubled[1:] = closing[:-1] + 1 == opening[1:]
    next_but_one = data[np.minimum(closing + 2, data.size - 1)]
    closes_field = (after == marker) | (after == _LF) | ((after == _CR) & (next_but_one == _LF))
    closes_field[:-1] |= doubled[1:]
    if not (opens_field | doubled).all() or not closes_field.all():
        return "quotes inside a field"
    return None


def _is_utf8(piece: bytes) -> bool:
    if piece.isascii():
        return True
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
