"""The releases folder: names, the pointer, complete-or-absent folders, retention."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from tandem.config import Settings
from tandem.errors import TandemError, UsageError

POINTER = "current"
PUBLIC_DATABASE = "tandem.duckdb"
RESTRICTED_DATABASE = "restricted.duckdb"
MANIFEST = "manifest.json"

_RELEASE_ID = re.compile(r"r\d{6,}")


def release_id_of(build_no: int) -> str:
    """``r000012`` for build 12: ids sort in the order of their builds."""
    return f"r{build_no:06d}"


def current(settings: Settings) -> Path | None:
    """The folder of the release that readers see, or None before the first one. The pointer is the truth."""
    pointer = settings.releases / POINTER
    return pointer.resolve() if pointer.exists() else None


def require_current(settings: Settings) -> Path:
    """The current release's folder. Raises UsageError when nothing has been published."""
    folder = current(settings)
    if folder is None:
        raise UsageError("nothing has been published yet: run `tandem run` first")
    return folder


def require_release(settings: Settings, release_id: str | None) -> Path:
    """The folder of a release by its id; the current one without. Raises UsageError if it is not there."""
    if release_id is None:
        return require_current(settings)
    folder = settings.releases / release_id
    if not _RELEASE_ID.fullmatch(release_id) or not (folder / MANIFEST).is_file():
        raise UsageError(f"release {release_id!r} is not here: `tandem status` lists what is")
    return folder


def present(settings: Settings) -> list[str]:
    """Ids of the releases whose folder is there, oldest first."""
    if not settings.releases.is_dir():
        return []
    return sorted(
        (found.name for found in settings.releases.iterdir() if _RELEASE_ID.fullmatch(found.name)),
        key=lambda name: int(name[1:]),
    )


def point_to(settings: Settings, release_id: str) -> None:
    """Let readers see a release: one rename, so that a reader finds the old folder or the new one, never neither."""
    temporary = settings.releases / f".{POINTER}-{os.getpid()}"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(release_id)
    temporary.replace(settings.releases / POINTER)
    fsync_folder(settings.releases)


def put_in_place(folder: Path, target: Path) -> None:
    """Make a finished folder appear under its final name, complete and on disk."""
    fsync_tree(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise TandemError(f"{target.name} exists already and is never changed: remove it or choose another name")
    folder.replace(target)
    fsync_folder(target.parent)


def sweep(settings: Settings, keep: Iterable[str]) -> list[str]:
    """Remove what a killed publish left behind: folders of no known release and half-made pointers.

    ``keep`` are the releases that the ledger knows. The pointer's target always stays. Returns what was removed.
    """
    shown = current(settings)
    known = {*keep, shown.name if shown else ""}
    orphans = [name for name in present(settings) if name not in known]
    for name in orphans:
        shutil.rmtree(settings.releases / name)
    if settings.releases.is_dir():
        for pointer in settings.releases.glob(f".{POINTER}-*"):
            pointer.unlink(missing_ok=True)
    return orphans


def retain(settings: Settings) -> list[str]:
    """Remove releases beyond ``keep_releases``, oldest first, never the current one; a reader keeps its open file."""
    shown = current(settings)
    others = [name for name in present(settings) if shown is None or name != shown.name]
    surplus = others[: max(0, len(others) - max(0, settings.keep_releases - 1))]
    for name in surplus:
        shutil.rmtree(settings.releases / name)
    return surplus


def sha256_of(file: Path) -> str:
    """Hex sha256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_tree(folder: Path) -> None:
    """Make every file below a folder survive a power cut."""
    for parent, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(Path(parent) / name, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        fsync_folder(Path(parent))
