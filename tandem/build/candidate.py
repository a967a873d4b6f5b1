"""The candidate: one build's folder, its state on disk, and how it goes away."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tandem.config import Settings
from tandem.errors import UsageError
from tandem.ledger import Build, Ledger

WAREHOUSE = "warehouse.duckdb"
# Written last: a folder without it belongs to a build that did not finish.
MARKER = "candidate.json"


@dataclass(frozen=True)
class Candidate:
    """A finished build that has not been published: ``database`` holds every schema, personal data included."""

    build: Build
    folder: Path
    database: Path
    as_of: datetime


def build_folder(settings: Settings, build_no: int) -> Path:
    """Where a build works."""
    return settings.builds / str(build_no)


def mark_finished(candidate: Candidate) -> None:
    """Let later commands (``tandem check``, ``tandem publish``) find the candidate."""
    part = candidate.folder / f"{MARKER}.part"
    part.write_text(json.dumps({"build_no": candidate.build.build_no, "as_of": candidate.as_of.isoformat()}) + "\n")
    part.replace(candidate.folder / MARKER)


def open_candidate(settings: Settings, ledger: Ledger, build_no: int | None = None) -> Candidate:
    """The finished candidate of a build, the latest one by default. Raises UsageError when there is none."""
    if build_no is None:
        waiting = [int(marker.parent.name) for marker in settings.builds.glob(f"*/{MARKER}")]
        if not waiting:
            raise UsageError("there is no candidate waiting: run `tandem build` first")
        build_no = max(waiting)
    folder = build_folder(settings, build_no)
    if not (folder / MARKER).is_file():
        raise UsageError(f"build {build_no} has no finished candidate: run `tandem build` again")
    build = ledger.build(build_no)
    return Candidate(build=build, folder=folder, database=folder / WAREHOUSE, as_of=build.as_of)


def discard(
    settings: Settings, ledger: Ledger, candidate: Candidate, *, state: str = "failed", message: str | None = None
) -> None:
    """Remove a candidate for good and record why; the current release is not touched."""
    remove(candidate.folder)
    ledger.finish_build(candidate.build.build_no, state, message)


def sweep(settings: Settings) -> None:
    """Remove the folders of every earlier build.

    The caller holds the pipeline's lease, so their owners are dead or have been overtaken by this build.
    """
    if settings.builds.is_dir():
        for folder in settings.builds.iterdir():
            remove(folder)


def remove(folder: Path) -> None:
    """Remove a build folder. Its marker goes first, so that a kill in between leaves no half candidate to be found."""
    (folder / MARKER).unlink(missing_ok=True)
    if folder.is_dir():
        shutil.rmtree(folder)


def copy_file(source: Path, target: Path) -> None:
    """Copy a database file; the copy shares blocks with its source where the file system can do that.

    It need not be on the disk yet: a candidate is discarded after a crash, and publishing flushes what it publishes.
    """
    with source.open("rb") as reader, target.open("wb") as writer:
        try:
            import fcntl

            # FICLONE of linux/fs.h: an instant copy on btrfs and xfs. Elsewhere the call fails and bytes are copied.
            fcntl.ioctl(writer.fileno(), 0x40049409, reader.fileno())
            return
        except (ImportError, OSError):
            pass
    shutil.copyfile(source, target)
