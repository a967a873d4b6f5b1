"""Removes what runs that were killed have left behind."""

import os
import shutil
from pathlib import Path

from tandem.config import Settings
from tandem.landing.temporary import is_abandoned
from tandem.ledger import Ledger


def sweep_temporary(settings: Settings, ledger: Ledger | None = None) -> list[str]:
    """Remove abandoned half-written files, and bytes in landing that no delivery names because of a kill.

    Files of processes that live are left alone. Without a ledger, what could lead to bytes in landing stays for the
    next landing. Returns the removed names, relative to the data folder.
    """
    removed: list[str] = []
    if not settings.temporary.is_dir():
        return removed
    for entry in sorted(settings.temporary.iterdir()):
        found = _stat(entry)
        if found is None or not is_abandoned(entry):
            continue
        if entry.name.startswith("landing~") and found.st_nlink > 1:
            # The copy has a second name: it was put into landing by a run that was killed before it could clean up.
            if ledger is None:
                continue
            removed += discard(settings, ledger, _names_of(settings, found.st_ino))
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
        removed.append(entry.relative_to(settings.root).as_posix())
    return removed


def discard(settings: Settings, ledger: Ledger, stored_paths: list[str]) -> list[str]:
    """Remove those of ``stored_paths`` that no delivery names; the others stay. Returns what was removed."""
    if not stored_paths:
        return []
    return ledger.discard_unregistered(stored_paths, lambda path: (settings.root / path).unlink(missing_ok=True))


def _names_of(settings: Settings, inode: int) -> list[str]:
    files = (Path(folder, name) for folder, _, names in os.walk(settings.landing) for name in names)
    return [
        file.relative_to(settings.root).as_posix()
        for file in files
        if (found := _stat(file)) is not None and found.st_ino == inode
    ]


def _stat(file: Path) -> os.stat_result | None:
    try:
        return file.lstat()
    except FileNotFoundError:  # another run sweeps at the same time
        return None
