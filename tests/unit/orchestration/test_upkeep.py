"""Old logs go, young ones stay; one backup a day, seven of them."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest

from tandem.errors import BusyError
from tandem.orchestration.upkeep import KEPT_BACKUPS, daily_backup, remove_old_logs, sweep
from tandem.pipeline import LEASE

NOW = datetime.fromisoformat("2026-01-31")


def test_only_runs_whose_every_log_is_old_are_removed(tmp_path):
    def log(run: str, days: float):
        file = tmp_path / "dag_id=dispatch" / f"run_id={run}" / "task_id=take_in" / "attempt=1.log"
        file.parent.mkdir(parents=True)
        file.write_text("x", encoding="utf-8")
        moment = (NOW - timedelta(days=days)).replace(tzinfo=UTC).timestamp()
        for path in (file, file.parent, file.parent.parent):
            os.utime(path, (moment, moment))
        return file

    old, young = log("old", 15), log("young", 13)
    assert remove_old_logs(tmp_path, now=NOW, keep=timedelta(days=14)) == 1
    assert not old.parent.parent.exists()
    assert young.exists()


def test_one_backup_a_day_and_the_last_seven_are_kept(settings, ledger, tmp_path):
    folder = tmp_path / "backups"
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(KEPT_BACKUPS + 2)]
    for day in days:
        assert daily_backup(settings, folder, today=day) is not None
        assert daily_backup(settings, folder, today=day) is None
    assert sorted(found.name for found in folder.iterdir()) == [f"tandem-{day}" for day in days[-KEPT_BACKUPS:]]


def test_upkeep_waits_for_a_running_build(settings, ledger, tmp_path):
    with ledger.lease(LEASE):
        with pytest.raises(BusyError):
            sweep(settings)
        with pytest.raises(BusyError):
            daily_backup(settings, tmp_path / "backups", today=NOW.date())
