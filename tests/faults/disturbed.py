"""A data folder whose runs are killed, and what must be the same about it afterwards.

That is, in `Home.state`: the export's sha256, every batch's balance against the rows that are really there, the files
of landing, raw and quarantine by name and content, and no left-over temporary file or build.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests import preloaded

AS_OF = ("--as-of", "2026-01-31T00:00:00Z")


@dataclass
class Home:
    """A data folder and what must be the same about it."""

    path: Path

    def tandem(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        return preloaded.tandem(self.path, *arguments, check=check)

    def killed(self, target: str, nth: int, when: str, *arguments: str) -> None:
        result = preloaded.run("tests.faults.killer", [target, str(nth), when, *arguments], self._environment)
        assert result.returncode == -signal.SIGKILL, f"{target} was not reached:\n{result.stderr[-2000:]}"

    def killed_at(self, seconds: float, *arguments: str) -> bool:
        """Kill the whole of a run after some time; False if it was quicker."""
        nowhere = Path(os.devnull)
        process = preloaded.start("tandem.cli", [*arguments], self._environment, nowhere, nowhere)
        time.sleep(seconds)
        process.kill()
        process.join()
        return process.exitcode == -signal.SIGKILL

    def export(self, out: Path) -> str:
        shutil.rmtree(out, ignore_errors=True)
        return self.tandem("export", "--out", str(out)).stdout.split()[-1]

    def state(self, out: Path) -> dict:
        """Everything that a disturbed run must have in common with an undisturbed one."""
        status = json.loads(self.tandem("status", "--json").stdout)
        for batch in status["batches"]:
            physical = self._rows("raw", batch) + self._rows("quarantine", batch)
            assert batch["records"] == batch["loaded"] + batch["quarantined"] + batch["erased"]
            assert physical == batch["records"] - batch["erased"], batch["batch_id"]
        return {
            "export": self.export(out),
            "batches": status["batches"],
            # Raw rows carry their arrival, so their bytes differ from run to run; the export says what is in them.
            "landing": {
                str(file.relative_to(self.path)): hashlib.sha256(file.read_bytes()).hexdigest()
                for file in self._files("landing")
            },
            "accepted": [str(file.relative_to(self.path)) for file in self._files("raw", "quarantine")],
            "left over": self.temporary_files() + [folder.name for folder in (self.path / "builds").iterdir()],
        }

    def _files(self, *folders: str) -> list[Path]:
        return sorted(file for folder in folders for file in (self.path / folder).rglob("*") if file.is_file())

    def temporary_files(self) -> list[str]:
        folder = self.path / "tmp"
        return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []

    def _rows(self, folder: str, batch: dict) -> int:
        file = self.path / folder / batch["system"] / batch["entity"] / f"{batch['batch_id']}.parquet"
        return duckdb.execute("select count(*) from read_parquet(?)", [str(file)]).fetchone()[0] if file.exists() else 0

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, "TANDEM_HOME": str(self.path)}


@dataclass
class Story:
    """A published release, more deliveries, and what an undisturbed run makes of them."""

    home: Home
    snapshot: Path
    more: Path
    old_export: str
    expected: dict
    seconds: float
    out: Path

    def rewind(self) -> None:
        # Always the same path: dbt keeps its parse by it.
        shutil.rmtree(self.home.path)
        shutil.copytree(self.snapshot, self.home.path, symlinks=True)

    def check_what_readers_see(self) -> None:
        assert self.home.export(self.out) in (self.old_export, self.expected["export"])
        assert len(self.home.temporary_files()) <= 1

    def check_recovery(self) -> None:
        self.home.tandem("run", "--source", str(self.more), *AS_OF)
        assert self.home.state(self.out) == self.expected
        again = self.home.tandem("run", "--source", str(self.more), *AS_OF)
        assert "nothing new" in again.stdout
        assert self.home.export(self.out) == self.expected["export"]


def told(folder: Path, first: Path, more: Path) -> Story:
    """Publish ``first``, remember that, and run ``more`` undisturbed."""
    home, snapshot, out = Home(folder / "home"), folder / "snapshot", folder / "export"
    home.tandem("run", "--source", str(first), *AS_OF)
    old_export = home.export(out)
    shutil.copytree(home.path, snapshot, symlinks=True)
    started = time.monotonic()
    home.tandem("run", "--source", str(more), *AS_OF)
    seconds = time.monotonic() - started
    expected = home.state(out)
    assert expected["export"] != old_export
    assert expected["left over"] == []
    return Story(home, snapshot, more, old_export, expected, seconds, out)
