"""Reading bytes as acceptance does, without a ledger; a small company whose runs are killed."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tandem.accept import limits
from tandem.accept.child import read_batch
from tandem.accept.job import FileJob, Job
from tandem.contracts import Contract
from tests.faults.disturbed import Home, Story, told
from tests.faults.reading import Result, contract

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


@pytest.fixture
def read(tmp_path: Path):
    """Read bytes under a contract and check that the counts balance."""

    def reading(
        data: bytes, under: Contract | None = None, *, name: str = "deal.csv", max_mb: int = 64, **job
    ) -> Result:
        under = under or contract()
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        for old in work.iterdir():
            old.unlink() if old.is_file() else None
        file = tmp_path / "landed"
        file.write_bytes(data)
        outcome = read_batch(
            Job(
                batch_id="files.deal-00000007",
                contract=under.model_dump(mode="json", exclude_defaults=True),
                files=[FileJob(7, str(file), name, "2026-01-31 00:00:00", **job)],
                work=str(work),
                memory_limit_mb=400,
                threads=1,
                max_file_bytes=max_mb * limits.MEBIBYTE,
                max_field_bytes=1_000_000,
            )
        )
        if outcome.held:
            return Result(outcome, [], [], [])
        with duckdb.connect() as engine:
            rows = engine.execute(f"SELECT * FROM '{outcome.accepted}' ORDER BY _row_number").fetchall()
            refused = []
            if outcome.refused:
                refused = engine.execute(
                    f"SELECT _row_number, reasons, record FROM '{outcome.refused}' ORDER BY _row_number"
                ).fetchall()
        assert outcome.records == outcome.loaded + outcome.quarantined
        assert (outcome.loaded, outcome.quarantined) == (len(rows), len(refused))
        return Result(outcome, [row[: len(under.columns)] for row in rows], [row[-1] for row in rows], refused)

    return reading


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


@pytest.fixture
def no_reader_is_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
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
