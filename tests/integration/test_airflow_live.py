"""The real scheduler, DAG processor, triggerer and API server, as `make up` starts them, with a company of 300.

One story, because starting Airflow and building cost minutes: files arrive together, during a build, while DAGs are
paused, around a killed task, a killed worker and a killed scheduler. Nobody helps. At the end the release is the one
that an undisturbed `tandem run` makes of the same files, and nothing is left lying.
"""

import json
import os
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from tandem.config import Settings
from tandem.ledger import Ledger
from tests import preloaded
from tests.live_airflow import LiveAirflow, members

pytestmark = [pytest.mark.slow, pytest.mark.timeout(5400)]

AS_OF = "2026-01-31T00:00:00Z"
SETTLED_SECONDS = 900
# Files of each of the last days arrive one event after the other; everything else is there before Airflow starts.
FILES_OF_EVENTS = (10, 10, 4, 4, 4, 4, 4, 4)
EVENTS = len(FILES_OF_EVENTS)


def tandem(home: Path, *arguments: str) -> str:
    return preloaded.tandem(home, *arguments).stdout


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A synthetic company's files in groups: first what was there before, then those of each event."""
    folder = tmp_path_factory.mktemp("company")
    tandem(folder / "unused", "demo", "--people", "300", "--seed", "11", "--out", str(folder))
    days = sorted(day for day in (folder / "sources").iterdir() if len(list(day.iterdir())) >= 3 * max(FILES_OF_EVENTS))
    for number, (day, count) in enumerate(zip(days[-EVENTS:], FILES_OF_EVENTS, strict=True), start=1):
        target = folder / f"group-{number}" / day.name
        target.mkdir(parents=True)
        files = sorted(day.iterdir())
        for file in files[:: len(files) // count][:count]:  # of all systems, so of both departments
            file.rename(target / file.name)
    return [folder / "sources", *(folder / f"group-{number}" for number in range(1, EVENTS + 1))]


@dataclass
class Reader:
    """Somebody who looks at the current release all the time and must never see a broken one."""

    home: Path
    stop: threading.Event = field(default_factory=threading.Event)
    seen: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self) -> None:
        pointer = self.home / "releases" / "current"
        while not self.stop.wait(0.2):
            if not pointer.exists():
                continue
            folder = pointer.resolve()
            try:
                with duckdb.connect(str(folder / "tandem.duckdb"), read_only=True) as connection:
                    connection.execute("select count(*) from core.dim_person").fetchall()
            except duckdb.Error as error:
                self.errors.append(f"{folder.name}: {type(error).__name__}")
            if folder.name not in self.seen:
                self.seen.append(folder.name)

    def end(self) -> None:
        self.stop.set()
        self.thread.join()


@dataclass
class Story:
    """What happened, for the tests below."""

    airflow: LiveAirflow
    groups: list[Path]
    left_over: list[str] = field(default_factory=list)
    reader: Reader | None = None
    builds_at: dict[str, int] = field(default_factory=dict)
    killed: dict[str, int] = field(default_factory=dict)
    facts: dict = field(default_factory=dict)

    def drop(self, number: int) -> None:
        """Put the files of one group into the inbox."""
        group = self.groups[number]
        self.airflow.drop(*sorted(group.glob("*/*")), below=group)

    def files(self) -> int:
        """How many files there are in all groups."""
        return sum(1 for group in self.groups for _ in group.glob("*/*"))

    def status(self) -> dict:
        return json.loads(self.airflow.tandem("status", "--json"))

    def built(self) -> int:
        """Builds that did something: runs that found nothing new are skipped."""
        return sum(
            task["state"] == "success" for task in self.airflow.tasks("build_customer_view", "build_check_publish")
        )

    def building(self) -> bool:
        tasks = self.airflow.tasks("build_customer_view", "build_check_publish")
        return any(task["state"] == "running" for task in tasks)

    def is_settled(self) -> bool:
        """Everything that was dropped is accepted and in the release, and nothing runs any more."""
        # Not rglob: it fails on a folder that is taken away while it looks.
        if any(files for _, _, files in os.walk(self.airflow.home / "inbox")):
            return False
        with Ledger.open(Settings(home=self.airflow.home)) as ledger:
            if any(d.batch_id is None and d.state == "landed" for d in ledger.deliveries()):
                return False
            if ledger.batches(state="claimed"):
                return False
            release = ledger.current_release()
            accepted = {batch.batch_id for batch in ledger.batches(state="accepted")}
            if release is None or set(ledger.build(release.build_no).batch_ids) != accepted:
                return False
        active = [
            *self.airflow.runs("build_customer_view", "running"),
            *self.airflow.runs("build_customer_view", "queued"),
        ]
        return not active

    def only_sales_waits(self) -> bool:
        """Marketing's batches are accepted; those of sales are claimed and nobody was told."""
        return {batch["team"] for batch in self.status()["batches"] if batch["state"] == "claimed"} == {"sales"}

    def settle(self, what: str) -> None:
        self.airflow.until(self.is_settled, SETTLED_SECONDS, f"{what} is in the release")
        self.builds_at[what] = self.built()

    def wait_for_build(self) -> None:
        self.airflow.until(self.building, 400, "a build is running")


@pytest.fixture(scope="module")
def story(groups: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Live through it once."""
    airflow = LiveAirflow(
        tmp_path_factory.mktemp("live") / "home",
        AS_OF,
        # Lost events are made up for within two minutes instead of six, so that the test does not take an hour.
        {"AIRFLOW_VAR_TANDEM_SWEEP_AFTER_SECONDS": "60", "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30"},
    )
    told = Story(airflow, groups)
    tandem(airflow.home, "run", "--source", str(groups[0]), "--as-of", AS_OF)
    try:
        airflow.start()
        told.reader = Reader(airflow.home)
        live_through(told)
        told.facts = {
            "status": told.status(),
            "ingest": airflow.runs("ingest_marketing") + airflow.runs("ingest_sales"),
            "builds": airflow.tasks("build_customer_view", "build_check_publish"),
            "after": airflow.runs("after_release"),
        }
    finally:
        if told.reader:
            told.reader.end()
        told.left_over = airflow.stop()
    return told


def live_through(story: Story) -> None:
    airflow = story.airflow

    # Ten files at once, then ten more while the build of the first ten is running.
    story.drop(1)
    story.wait_for_build()
    story.drop(2)
    story.settle("files during a build")

    # The events of a paused DAG are lost; what they announced is not.
    airflow.pause("ingest_sales", "build_customer_view")
    story.drop(3)
    airflow.until(story.only_sales_waits, 400, "marketing's batches are accepted")
    time.sleep(5)
    airflow.pause("ingest_sales", "build_customer_view", paused=False)
    story.settle("files while paused")

    # Files wait in the inbox while dispatch is paused.
    airflow.pause("dispatch")
    story.drop(4)
    time.sleep(5)
    airflow.pause("dispatch", paused=False)
    story.settle("files while dispatch was paused")

    # The process of a running build is killed: out of memory, say.
    story.drop(5)
    story.wait_for_build()
    story.killed["build"] = airflow.kill_task("build_customer_view")
    story.settle("files around a killed build")

    # A worker that accepts a batch is killed with its task.
    story.drop(6)
    story.killed["ingest"] = airflow.kill_worker("ingest_marketing", "ingest_sales")
    story.settle("files around a killed worker")

    # The scheduler goes away in the middle of a build, and comes back.
    story.drop(7)
    story.wait_for_build()
    scheduler = airflow.component("scheduler")
    story.killed["scheduler"] = scheduler.pid
    os.kill(scheduler.pid, signal.SIGKILL)
    story.drop(8)
    story.settle("files around a killed scheduler")


def test_every_file_is_in_a_batch_and_every_batch_is_accepted_and_balanced(story: Story) -> None:
    batches = story.facts["status"]["batches"]
    assert {batch["state"] for batch in batches} == {"accepted"}
    assert all(batch["records"] == batch["loaded"] + batch["quarantined"] + batch["erased"] for batch in batches)
    # Each sheet of a workbook is a delivery of its own; each file is counted once.
    with Ledger.open(Settings(home=story.airflow.home)) as ledger:
        assert len({delivery.origin for delivery in ledger.deliveries()}) == story.files()
    assert not [file for file in (story.airflow.home / "inbox").rglob("*") if file.is_file()]


def test_ten_files_do_not_cause_ten_builds(story: Story) -> None:
    counts = list(story.builds_at.values())
    made = {what: after - before for what, after, before in zip(story.builds_at, counts, [0, *counts], strict=False)}
    assert 2 <= made["files during a build"] <= 3, made  # the first build, and one or two for all the others
    assert all(1 <= number <= 3 for number in made.values()), made


def test_a_batch_of_a_healthy_hour_has_exactly_one_run(story: Story) -> None:
    keys = [run["partition_key"] for run in story.facts["ingest"]]
    with Ledger.open(Settings(home=story.airflow.home)) as ledger:
        batches = {event.batch_id for event in ledger.events("batch_woken", limit=1000)}
    assert set(keys) == batches
    assert len(batches) > EVENTS
    # A batch may have a second run only where an event was late or lost.
    assert len(keys) - len(batches) < len(batches) / 2


def test_nothing_failed_for_good(story: Story) -> None:
    assert [run["dag_run_id"] for run in story.facts["ingest"] if run["state"] == "failed"] == []
    assert [task["dag_run_id"] for task in story.facts["builds"] if task["state"] == "failed"] == []


def test_every_release_was_followed_up(story: Story) -> None:
    with Ledger.open(Settings(home=story.airflow.home)) as ledger:
        releases = [release.release_id for release in ledger.releases()][1:]  # the first was made without Airflow
    # Published and killed before the event: the clock makes up for serving; the message of that release is lost.
    assert len(releases) - len({run["partition_key"] for run in story.facts["after"]}) <= len(story.killed)


def test_a_reader_never_saw_a_broken_release_nor_an_older_one(story: Story) -> None:
    assert story.reader is not None
    assert story.reader.errors == []
    assert len(story.reader.seen) >= len(story.builds_at)
    assert story.reader.seen == sorted(story.reader.seen)


def test_nothing_is_left_running(story: Story) -> None:
    assert story.left_over == []
    assert story.airflow.has_ended()
    assert all(not members(pid) for pid in story.killed.values())


def test_the_release_is_that_of_an_undisturbed_run(story: Story, tmp_path: Path) -> None:
    """The golden rule of every fault: one sha256 over all exported tables, whatever came when and was killed."""
    plain = tmp_path / "plain"
    for group in story.groups:
        tandem(plain, "land", str(group))
    tandem(plain, "run", "--as-of", AS_OF)
    undisturbed = tandem(plain, "export", "--out", str(tmp_path / "undisturbed")).strip()
    assert len(undisturbed) == 64
    assert tandem(story.airflow.home, "export", "--out", str(tmp_path / "live")).strip() == undisturbed
