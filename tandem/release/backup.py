"""Backup and restore: one folder with the ledger, everything that cannot be delivered again, and the current release.

A restored home goes on where the backup was taken: same release, same batches, same ids.
"""

import json
import os
import shutil
from pathlib import Path

from tandem.config import Settings
from tandem.errors import TandemError, UsageError
from tandem.release import ledger_copy
from tandem.release.folder import POINTER, current, fsync_folder, fsync_tree, sha256_of

HASHES = "hashes.json"
LEDGER = "ledger.sqlite"

# Folders of the data folder that cannot be made again from the others, or not quickly.
FOLDERS = ("landing", "raw", "quarantine", "contracts", "mappings", "identity")


def backup(settings: Settings, out: Path) -> int:
    """Copy the data folder into a new folder ``out`` and return the number of files.

    The caller holds the pipeline's lease, so that nothing is built or landed meanwhile. The ledger is copied first:
    files it names are in place before their rows are. The copy is SQLite, also of a ledger in PostgreSQL. Raises
    UsageError when ``out`` exists or there is nothing to back up.
    """
    if not settings.root.is_dir():
        raise UsageError(f"there is nothing to back up in {settings.root}")
    if out.exists():
        raise UsageError(f"{out} exists already: choose a new folder")
    if out.resolve().is_relative_to(settings.root):
        raise UsageError(f"{out} is inside the data folder: choose a folder outside of it")
    part = _part(out)
    try:
        part.mkdir(parents=True)
        ledger_copy.save(settings.ledger_address, part / LEDGER)
        for name in FOLDERS:
            if (settings.root / name).is_dir():
                shutil.copytree(settings.root / name, part / name)
        shown = current(settings)
        if shown:
            shutil.copytree(shown, part / "releases" / shown.name)
        hashes = _hashes(part)
        described = {"release": shown.name if shown else None, "files": hashes}
        (part / HASHES).write_text(json.dumps(described, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        fsync_tree(part)
        part.replace(out)
        fsync_folder(out.resolve().parent)
    except OSError as error:
        raise TandemError(f"the backup could not be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return len(hashes)


def restore(settings: Settings, source: Path) -> int:
    """Fill an empty data folder from a backup and return the number of files.

    Every file is compared with the backup's hashes after copying; the data folder appears complete or not at all.
    A ledger outside of the data folder (``TANDEM_LEDGER_URL``) is filled, too, and must be empty. Raises UsageError
    when something is not empty or ``source`` is no backup, TandemError on a changed file.
    """
    home = settings.root
    if home.exists() and any(home.iterdir()):
        raise UsageError(f"the data folder {home} is not empty: restore into a new one (TANDEM_HOME)")
    if not (source / HASHES).is_file():
        raise UsageError(f"{source} is not a backup: it has no {HASHES}")
    described = json.loads((source / HASHES).read_text(encoding="utf-8"))
    part = _part(home)
    try:
        shutil.copytree(source, part)
        (part / HASHES).unlink()
        _compare(_hashes(part), described["files"])
        if settings.ledger_url:
            ledger_copy.load(part / LEDGER, settings.ledger_url)
            (part / LEDGER).unlink()
            (part / f"{LEDGER}.lock").unlink(missing_ok=True)
        if described["release"]:
            (part / settings.releases.name / POINTER).symlink_to(described["release"])
        fsync_tree(part)
        part.replace(home)
        fsync_folder(home.parent)
    except OSError as error:
        raise TandemError(f"the backup could not be restored: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return len(described["files"])


def _part(folder: Path) -> Path:
    """Where a folder is made before it appears under its name."""
    part = folder.with_name(f".{folder.name}.part-{os.getpid()}")
    shutil.rmtree(part, ignore_errors=True)
    return part


def _hashes(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): sha256_of(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != POINTER
    }


def _compare(found: dict[str, str], promised: dict[str, str]) -> None:
    different = sorted(name for name in found.keys() | promised.keys() if found.get(name) != promised.get(name))
    if different:
        raise TandemError(
            f"the backup is damaged: {len(different)} files differ, the first is {different[0]}; use another backup"
        )
