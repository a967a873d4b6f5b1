"""What keeps the data folder from growing without bound, and a backup for those who want one."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tandem.config import Settings
from tandem.ledger import Ledger
from tandem.pipeline import LEASE

KEPT_BACKUPS = 7


def sweep(settings: Settings) -> int:
    """Remove what killed processes left and releases beyond the number kept; returns how many entries went.

    Raises BusyError while a build is running.
    """
    from tandem.landing import sweep_temporary
    from tandem.release.folder import retain

    with Ledger.open(settings) as ledger, ledger.lease(LEASE):
        return len(sweep_temporary(settings, ledger)) + len(retain(settings))


def remove_old_logs(folder: Path, *, now: datetime, keep: timedelta) -> int:
    """Remove run logs (``dag_id=*/run_id=*``) whose youngest file is older than ``keep``; returns how many runs.

    ``now`` is naive UTC. A run that still writes has a young file.
    """
    oldest = (now - keep).replace(tzinfo=UTC).timestamp()
    removed = 0
    for run in sorted(folder.glob("dag_id=*/run_id=*")):
        if run.is_dir() and max((found.stat().st_mtime for found in [run, *run.rglob("*")]), default=0) < oldest:
            shutil.rmtree(run, ignore_errors=True)
            removed += 1
    return removed


def daily_backup(settings: Settings, folder: Path, *, today: date) -> Path | None:
    """One backup a day into ``folder``, the last seven kept; None when today's is there. Raises BusyError."""
    from tandem.release import backup

    target = folder / f"tandem-{today:%Y-%m-%d}"
    if target.exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    with Ledger.open(settings) as ledger, ledger.lease(LEASE):
        backup(settings, target)
    for old in sorted(folder.glob("tandem-????-??-??"))[:-KEPT_BACKUPS]:
        shutil.rmtree(old)
    return target
