"""Copies the bytes that came into the data folder, all or nothing, and refuses what is not a plain file."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from tandem.config import Settings
from tandem.errors import TandemError
from tandem.landing.recognise import WORKBOOK, Unrecognised, printable, suffix_of
from tandem.landing.temporary import temporary_name

_CHUNK = 1 << 20  # bytes
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Copy:
    """A complete copy of a file in the folder for half-written files, on disk for good."""

    path: Path
    sha256: str
    size: int  # bytes
    mtime_ns: int  # the origin's
    ctime_ns: int  # the origin's


class NotReady(TandemError):  # noqa: N818 (a delay, not a fault)
    """The file cannot be read at this moment; it stays where it is and is tried again by the next run."""


@contextmanager
def copied(settings: Settings, source: Path) -> Iterator[Copy]:
    """Copy ``source``; the copy is removed when the block ends.

    Raises Unrecognised for what is not a plain file, is an archive or is above the size limit, NotReady when it
    changes meanwhile or may not be read, FileNotFoundError when it is gone, TandemError when the disk is full.
    """
    settings.temporary.mkdir(parents=True, exist_ok=True)
    path = settings.temporary / temporary_name("landing")
    try:
        with _explained(printable(source.name)), _open(source) as reader:
            copy = _copy(reader, source.name, path, settings.max_file_mb)
        yield copy
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _explained(shown: str) -> Iterator[None]:
    """What can go wrong with the data folder itself."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise TandemError(f"no space left to land {shown}: free some and run the command again") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise TandemError(f"the data folder may not be written (TANDEM_HOME): {shown} was not landed") from error
        raise


def place(settings: Settings, copy: Copy, landing_seq: int, system: str, entity: str, file_name: str) -> str:
    """Give the copy its final name under landing; returns it relative to the data folder.

    The copy keeps its temporary name beside it until the ledger has committed: the name left behind by a run that was
    killed in between leads ``sweep_temporary`` to bytes that nothing knows. File systems without hard links lose only
    that trace.
    """
    folder = settings.landing / system / entity
    final = folder / f"{landing_seq:08d}-{copy.sha256[:12]}{suffix_of(file_name) or ''}"
    with _explained(printable(file_name)):
        _make_durable_folder(folder, settings.root)
        try:
            os.link(copy.path, final)
        except OSError:
            copy.path.replace(final)  # no hard links here, or the same bytes were left by a run that was killed
        sync_folder(folder)
    return final.relative_to(settings.root).as_posix()


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _open(source: Path) -> FileIO:
    """Open a plain file; never follows a link, never waits for the other end of a pipe."""
    shown = printable(source.name)
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Unrecognised(f"{shown} is a link: deliver the file itself") from error
        if error.errno in (errno.ENXIO, errno.ENODEV):
            raise Unrecognised(f"{shown} is not a plain file") from error
        if error.errno in (errno.EACCES, errno.EPERM):
            raise NotReady(f"{shown} may not be read: allow it and run the command again") from error
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Unrecognised(f"{shown} is not a plain file")
    return FileIO(handle, "rb")


def _copy(reader: FileIO, name: str, target: Path, max_file_mb: int) -> Copy:
    shown = printable(name)
    limit = max_file_mb * 1024 * 1024
    before = os.fstat(reader.fileno())
    digest, size = hashlib.sha256(), 0
    with target.open("xb", buffering=0) as writer:
        while chunk := reader.read(_CHUNK):
            if size == 0 and chunk.startswith(_ZIP) and suffix_of(name) != WORKBOOK:
                raise Unrecognised(f"{shown} is a zip archive: unpack it and deliver the files in it")
            size += len(chunk)
            if size > limit:
                raise Unrecognised(f"{shown} is larger than {max_file_mb} MiB (TANDEM_MAX_FILE_MB): split it")
            digest.update(chunk)
            writer.write(chunk)
        os.fsync(writer.fileno())
    after = os.fstat(reader.fileno())
    if size != before.st_size or (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise NotReady(f"{shown} is still being written: write it as {shown}.part and rename it when complete")
    return Copy(target, digest.hexdigest(), size, before.st_mtime_ns, before.st_ctime_ns)


def _make_durable_folder(folder: Path, root: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    while folder != root:
        folder = folder.parent
        sync_folder(folder)
