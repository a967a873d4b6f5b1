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
        if not is_abandoned(entry) or not os.path.lexists(entry):  # another run may be sweeping
            continue
        if _was_placed(entry):
            if ledger is None:
                continue
            removed += _discard_placed(settings, ledger, entry)
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
        removed.append(entry.relative_to(settings.root).as_posix())
    return removed


def _was_placed(entry: Path) -> bool:
    """A copy that has a second name was put into landing by a run that was killed before it could clean up."""
    return entry.name.startswith("landing~") and entry.lstat().st_nlink > 1


def _discard_placed(settings: Settings, ledger: Ledger, entry: Path) -> list[str]:
    inode = entry.lstat().st_ino
    same = [
        Path(folder, name).relative_to(settings.root).as_posix()
        for folder, _, names in os.walk(settings.landing)
        for name in names
        if Path(folder, name).lstat().st_ino == inode
    ]
    return discard(settings, ledger, same)


def discard(settings: Settings, ledger: Ledger, stored_paths: list[str]) -> list[str]:
    """Remove those of ``stored_paths`` that no delivery names; the others stay. Returns what was removed."""
    if not stored_paths:
        return []
    return ledger.discard_unregistered(stored_paths, lambda path: (settings.root / path).unlink(missing_ok=True))
