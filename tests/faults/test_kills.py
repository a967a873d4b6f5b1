"""K1 to K9: kill -9 at every step, run again, and nothing tells the difference.

What "nothing" is, in `Home.state`: the export's sha256, every batch's balance against the rows that are really there,
the files of landing, raw and quarantine by name and content, and no left-over temporary file or build. K9's second
half, the asset event, is tested with the real scheduler.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

AS_OF = ("--as-of", "2026-01-31T00:00:00Z")
RANDOM = random.Random(20260131)
# Shares of the time that an undisturbed run takes.
MOMENTS = sorted(round(RANDOM.uniform(0.03, 0.97), 3) for _ in range(10))

# Both departments, every delivery mode, a workbook; few enough for thirty restarts.
FILES = (
    "events__registration",
    "finance__fx_rate",
    "google_ads__ad_stats",
    "google_ads__campaign_history",
    "hubspot__contact",
    "marketing_plan",
    "salesforce__account",
    "salesforce__contact",
    "salesforce__lead",
    "salesforce__opportunity",
    "salesforce__opportunity_history",
    "web__event",
)

# step: function, which call of it, and where the kill falls.
KILLS = {
    "K1 landing write": ("tandem.landing.store:hashlib.sha256", 3, "after"),
    "K2 landing fsync": ("tandem.landing.store:os.fsync", 9, "before"),
    "K3 in place, before the ledger insert": ("tandem.landing.land:place", 4, "after"),
    "K3 after the ledger insert": ("tandem.ledger.deliveries:Deliveries.register_delivery", 6, "after"),
    "K4 claim": ("tandem.ledger.batches:Batches.claim", 1, "after"),
    "K4 parse": ("tandem.accept.batch:read_in_child", 3, "during"),
    "K5 rows in place, before the ledger mark": ("tandem.ledger.batches:Batches.accept_batch", 4, "before"),
    "K5 after the ledger mark": ("tandem.ledger.batches:Batches.accept_batch", 5, "after"),
    "K6 build begun": ("tandem.ledger.builds:Builds.begin_build", 1, "after"),
    "K6 during dbt, staging": ("tandem.build.dbt:_Follower.see", 200, "after"),
    "K6 before identity": ("tandem.identity:resolve", 1, "before"),
    "K6 during identity": ("tandem.identity.people:add_shared_keys", 1, "after"),
    "K6 before the ops tables": ("tandem.build.assemble:write_ops", 1, "before"),
    "K7 during the gate": ("tandem.quality.candidate:run_suites", 1, "during"),
    "K7 after the gate": ("tandem.quality.candidate:check_candidate", 1, "after"),
    "K8 release folder in place": ("tandem.release.publish:put_in_place", 1, "after"),
    "K8 before the pointer swap": ("tandem.release.publish:point_to", 1, "before"),
    "K8 after the pointer swap": ("tandem.release.publish:point_to", 1, "after"),
    "K9 published, before anybody is told": ("tandem.pipeline:build_and_publish", 1, "after"),
}


@dataclass
class Home:
    """A data folder and what must be the same about it."""

    path: Path

    def tandem(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        return self._run([sys.executable, "-m", "tandem", *arguments], check)

    def killed(self, target: str, nth: int, when: str, *arguments: str) -> None:
        command = [sys.executable, "-m", "tests.faults.killer", target, str(nth), when, *arguments]
        result = self._run(command, check=False)
        assert result.returncode == -signal.SIGKILL, f"{target} was not reached:\n{result.stderr[-2000:]}"

    def killed_at(self, seconds: float, *arguments: str) -> bool:
        """Kill the whole of a run after some time; False if it was quicker."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tandem", *arguments],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        process.kill()
        return process.wait() == -signal.SIGKILL

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

    def _run(self, command: list[str], check: bool) -> subprocess.CompletedProcess:
        result = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        assert not check or result.returncode == 0, f"{command[2:]} ended with {result.returncode}:\n{result.stderr}"
        return result

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


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """A small company: one delivery date is published, the next and the last one follow; a few files of each."""
    folder = tmp_path_factory.mktemp("kills")
    home = Home(folder / "home")
    home.tandem("demo", "--people", "200", "--seed", "11", "--out", str(folder / "company"))
    dates = sorted((folder / "company" / "sources").iterdir())
    for target, chosen in (("first", dates[:1]), ("more", [dates[1], dates[-1]])):
        for date in chosen:
            (folder / target / date.name).mkdir(parents=True)
            for file in date.iterdir():
                if file.name.split(".")[0].split("-")[0] in FILES:
                    shutil.copy2(file, folder / target / date.name)
    return told(folder, folder / "first", folder / "more")


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("step", KILLS)
def test_kill_at_a_step(company: Story, step: str):
    company.rewind()
    company.home.killed(*KILLS[step], "run", "--source", str(company.more), *AS_OF)
    company.check_what_readers_see()
    company.check_recovery()


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("share", MOMENTS)
def test_kill_at_a_random_moment(company: Story, share: float):
    company.rewind()
    company.home.killed_at(share * company.seconds, "run", "--source", str(company.more), *AS_OF)
    company.check_what_readers_see()
    company.check_recovery()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_again_and_again(company: Story):
    """Every restart is killed, too; only the last run is left alone."""
    company.rewind()
    for step in ("K3 after the ledger insert", "K4 parse", "K6 during dbt, staging", "K8 before the pointer swap"):
        company.home.killed(*KILLS[step], "run", "--source", str(company.more), *AS_OF)
        company.check_what_readers_see()
    company.check_recovery()


def test_kill_between_the_pointer_and_the_ledger(tmp_path: Path):
    """One of the kills above, small enough for every day: the pointer leads, the ledger follows."""
    source, home = tmp_path / "files__opportunity.csv", Home(tmp_path / "home")
    source.write_text(
        "opportunity_id,account_name,owner_name,stage,product,amount,currency,created_on,closed_on\n"
        "1,Acme,Ann,won,GT,100.00,EUR,2025-01-02,2025-02-02\n"
    )
    home.killed(*KILLS["K8 after the pointer swap"], "run", "--source", str(source), *AS_OF)
    published = home.export(tmp_path / "export")
    assert "nothing new" in home.tandem("run", "--source", str(source), *AS_OF).stdout
    state = home.state(tmp_path / "export")
    assert (state["export"], state["left over"]) == (published, [])
    assert [batch["state"] for batch in state["batches"]] == ["accepted"]


@pytest.fixture(autouse=True)
def _never_leave_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A killed run must take its reading process with it."""
    yield
    homes = f"TANDEM_HOME={tmp_path_factory.getbasetemp()}".encode()
    deadline = time.monotonic() + 30
    while (left := _readers(homes)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert left == []


def _readers(homes: bytes) -> list[int]:
    """Reading processes of these data folders that have lost their parent."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")
            ours = homes in (entry / "environ").read_bytes()
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if b"tandem.accept.child" in command and ours and parent == 1:
            found.append(int(entry.name))
    return found
