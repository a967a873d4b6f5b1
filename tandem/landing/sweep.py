"""Removes what runs that were killed have left behind."""

import os
import shutil
from pathlib import Path

from tandem.config import Settings
from tandem.landing.temporary import is_abandoned
from tandem.ledger import Ledger


def sweep_temporary(settings: Settings, ledger: Ledger) -> list[str]:
    """Remove abandoned half-written files, and bytes in landing that no delivery names because of a kill.

    Files of processes that live are left alone. Returns the removed names, relative to the data folder.
    """
    removed: list[str] = []
    if not settings.temporary.is_dir():
        return removed
    for entry in sorted(settings.temporary.iterdir()):
        if not is_abandoned(entry):
            continue
        removed += _discard_placed(settings, ledger, entry)
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
        removed.append(entry.relative_to(settings.root).as_posix())
    return removed


def _discard_placed(settings: Settings, ledger: Ledger, entry: Path) -> list[str]:
    """A copy with a second name was put into landing; without a delivery, that name goes too."""
    try:
        found = entry.lstat()
    except FileNotFoundError:
        return []
    if not entry.name.startswith("landing~") or found.st_nlink < 2:
        return []
    same = [
        Path(folder, name).relative_to(settings.root).as_posix()
        for folder, _, names in os.walk(settings.landing)
        for name in names
        if Path(folder, name).lstat().st_ino == found.st_ino
    ]
    return discard(settings, ledger, same)


def discard(settings: Settings, ledger: Ledger, stored_paths: list[str]) -> list[str]:
    """Remove those of ``stored_paths`` that no delivery names; the others stay. Returns what was removed."""
    if not stored_paths:
        return []
    return ledger.discard_unregistered(stored_paths, lambda path: (settings.root / path).unlink(missing_ok=True))
