"""From the landed bytes to a file that can be read: what it is by its first bytes, unpacked, as UTF-8.

Names lie and suffixes are missing, so the first bytes decide. Encodings: UTF-8 with or without byte-order mark as it
is; UTF-16 and UTF-32, with a mark or recognisable by their zero bytes, are rewritten as UTF-8. What is not valid
UTF-8 beyond that is settled record by record in ``careful``.
"""

import codecs
import gzip
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from tandem.accept import limits
from tandem.accept.text import refuse

_CHUNK = 4 * limits.MEBIBYTE
_MARKS = [
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]


@dataclass
class Opened:
    """A file ready for its reader. ``kind``: ``text``, ``parquet`` or ``xlsx``."""

    path: Path
    kind: str
    notices: list[tuple[str, str]] = field(default_factory=list)  # code, message


def open_landed(path: Path, name: str, prefix: Path, max_bytes: int) -> Opened:
    """Unpack and decode as far as needed, into new files whose path begins with ``prefix``.

    Raises HeldError for what cannot be or must not be read.
    """
    if path.is_symlink() or not path.is_file():
        raise refuse(name, "its landed bytes are not there: restore the landing folder from a backup")
    if path.stat().st_size > max_bytes:
        raise refuse(name, f"larger than the limit of {max_bytes // limits.MEBIBYTE} MiB (TANDEM_MAX_FILE_MB)")
    notices: list[tuple[str, str]] = []
    head = _head(path)
    if head.startswith(b"\x1f\x8b"):
        path = _unpack(path, name, prefix, max_bytes)
        head = _head(path)
        if head.startswith(b"\x1f\x8b"):
            raise refuse(name, "is packed twice: deliver it packed once or not at all")
    if head.startswith(b"PAR1"):
        return Opened(path, "parquet")
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        _check_workbook(path, name)
        return Opened(path, "xlsx")
    _refuse_foreign(head, name)
    encoding, mark = _encoding(head)
    if encoding is None and b"\0" in head and _mostly_zero(head):
        raise refuse(name, "is not text: it is full of zero bytes")
    if encoding:
        path = _transcode(path, name, encoding, mark, prefix, max_bytes)
        notices.append(("encoding", f"read as {encoding.upper()}"))
    return Opened(path, "text", notices)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _refuse_foreign(head: bytes, name: str) -> None:
    if head[8:12] == b"DUCK":
        raise refuse(name, "is a DuckDB database: export the table as CSV or Parquet")
    if head.startswith(b"SQLite format 3"):
        raise refuse(name, "is an SQLite database: export the table as CSV or Parquet")
    if head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\x28\xb5\x2f\xfd")):
        raise refuse(name, "is not CSV, TSV, JSON lines, Parquet or .xlsx, plain or gzip")


def _encoding(head: bytes) -> tuple[str | None, int]:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    # Without a mark: text in UTF-16 or UTF-32 has its zero bytes at fixed places.
    sample = head[: len(head) // 4 * 4][:400]
    if len(sample) >= 8 and b"\0" in sample:
        zero = [sum(byte == 0 for byte in sample[i::4]) / (len(sample) / 4) for i in range(4)]
        patterns = {
            "utf-32-le": (0, 1, 1, 1),
            "utf-32-be": (1, 1, 1, 0),
            "utf-16-le": (0, 1, 0, 1),
            "utf-16-be": (1, 0, 1, 0),
        }
        for encoding, pattern in patterns.items():
            if all(share > 0.7 if expected else share < 0.3 for share, expected in zip(zero, pattern, strict=True)):
                return encoding, 0
    return None, 0


def _mostly_zero(head: bytes) -> bool:
    return head.count(0) > len(head) * 0.3


def _unpack(path: Path, name: str, prefix: Path, max_bytes: int) -> Path:
    """Unpack gzip piece by piece; stops at the size limit and at a ratio that no honest file has."""
    target = Path(f"{prefix}.unpacked")
    packed, size = path.stat().st_size, 0
    allowed = min(max_bytes, max(limits.RATIO_FREE_BYTES, packed * limits.MAX_UNPACKED_RATIO))
    try:
        with gzip.open(path, "rb") as source, target.open("wb") as out:
            while piece := source.read(_CHUNK):
                size += len(piece)
                if size > allowed:
                    raise refuse(
                        name,
                        f"unpacks to more than {allowed // limits.MEBIBYTE} MiB from {packed} bytes: "
                        "a file may unpack to 200 times its size and to TANDEM_MAX_FILE_MB",
                    )
                out.write(piece)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise refuse(name, f"its gzip stream is cut or damaged after {size} bytes: deliver it again") from None
    return target


def _transcode(path: Path, name: str, encoding: str, mark: int, prefix: Path, max_bytes: int) -> Path:
    target = Path(f"{prefix}.decoded")
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    size, done = 0, mark
    try:
        with path.open("rb") as source, target.open("wb") as out:
            source.seek(mark)
            while piece := source.read(_CHUNK):
                size += out.write(decoder.decode(piece).encode("utf-8"))
                done += len(piece)
                if size > max_bytes:
                    raise refuse(name, f"larger than the limit of {max_bytes // limits.MEBIBYTE} MiB as UTF-8")
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError as error:
        at = done + getattr(error, "start", 0)
        raise refuse(name, f"not valid {encoding.upper()} near byte {at}: deliver it as UTF-8") from None
    return target


def _entries(path: Path) -> int:
    """How many entries an archive says it has, without reading a directory that may hold millions."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_557))  # the end record and its longest comment
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    return int.from_bytes(end[at + 10 : at + 12], "little") if at >= 0 else 0


def _check_workbook(path: Path, name: str) -> None:
    """Refuse archives that are not workbooks, and workbooks that unpack to too much, before anything unpacks them."""
    if _entries(path) > limits.MAX_WORKBOOK_PARTS:
        raise refuse(name, f"an archive of more than {limits.MAX_WORKBOOK_PARTS} parts is no workbook")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise refuse(name, "its zip structure is cut or damaged: deliver it again") from None
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        raise refuse(name, "is a zip archive, not a workbook: deliver the files inside it one by one")
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, path.stat().st_size)
    if unpacked > limits.MAX_WORKBOOK_BYTES or unpacked > max(
        limits.RATIO_FREE_BYTES, packed * limits.MAX_UNPACKED_RATIO
    ):
        raise refuse(name, f"a workbook that unpacks to {unpacked // limits.MEBIBYTE} MiB: deliver it as CSV")
