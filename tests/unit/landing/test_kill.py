"""Landing survives SIGKILL at any moment (K1 to K3): the next run ends where an undisturbed one would have ended."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tandem.config import Settings
from tandem.landing import land_inbox, land_path
from tandem.ledger import Ledger
from tests import preloaded

# Runs a landing that kills itself at the given moment of the third file.
RUN = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from tandem.config import Settings
from tandem.landing import land, land_inbox, land_path, store
from tandem.ledger import Ledger
from tandem.ledger.deliveries import Deliveries

home, source, moment = sys.argv[1:]
settings = Settings(home=home)
calls = 0

def killing(function, after):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls == 3 and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if calls == 3 and after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return call

with Ledger.open(settings) as ledger:
    if moment == "in the copy":
        store.hashlib.sha256 = killing(store.hashlib.sha256, after=True)
    elif moment == "before the link":
        store.os.link = killing(store.os.link, after=False)
    elif moment == "after the link":
        store.os.link = killing(store.os.link, after=True)
    elif moment == "before the commit":
        event.listen(ledger.engine, "commit", lambda c: writes(c) and tick(c))
        tick = killing(lambda c: None, after=False)
        writes = lambda c: c.get_execution_options().get("write")
    elif moment == "after the commit":
        Deliveries.register_delivery = killing(Deliveries.register_delivery, after=True)
    print("started", flush=True)
    if source:
        land_path(settings, ledger, Path(source))
    else:
        land_inbox(settings, ledger)
"""
MOMENTS = ("in the copy", "before the link", "after the link", "before the commit", "after the commit")
NAMES = [f"2026-01-{day:02d}/salesforce__{entity}.csv" for day in range(1, 4) for entity in ("account", "lead")]


def fill(folder: Path, names=NAMES, size: int = 100) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name * size)


def start(settings: Settings, source: Path | None, moment: str) -> subprocess.Popen:
    arguments = [sys.executable, "-c", RUN, str(settings.home), str(source or ""), moment]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def again(settings: Settings, source: Path | None) -> None:
    with Ledger.open(settings) as ledger:
        if source:
            land_path(settings, ledger, source)
        else:
            land_inbox(settings, ledger)


def files_below(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if not file.is_dir()] if folder.is_dir() else []


def result(settings: Settings) -> list[tuple]:
    """What the ledger says without the hour, once landing and ledger agree file by file."""
    with Ledger.open(settings) as ledger:
        deliveries = ledger.deliveries()
    stored = {delivery.stored_path for delivery in deliveries}
    assert {file.relative_to(settings.root).as_posix() for file in files_below(settings.landing)} == stored
    assert files_below(settings.temporary) == []
    assert files_below(settings.inbox) == []
    for delivery in deliveries:
        assert (settings.root / delivery.stored_path).stat().st_nlink == 1
    return [
        (d.landing_seq, d.entity, d.file_name, d.sha256, d.state, d.stored_path, d.delivered_on) for d in deliveries
    ]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> list[tuple]:
    settings = Settings(home=tmp_path_factory.mktemp("undisturbed"))
    fill(settings.inbox)
    again(settings, None)
    return result(settings)


@pytest.mark.parametrize(
    ("moment", "from_inbox"),
    [*((moment, True) for moment in MOMENTS), ("after the link", False), ("after the commit", False)],
    ids=lambda value: {True: "inbox", False: "folder"}.get(value, value),
)
def test_a_landing_that_was_killed_is_completed_by_the_next_run(tmp_path, undisturbed, moment, from_inbox):
    settings = Settings(home=tmp_path / "home")
    source = None if from_inbox else tmp_path / "sources"
    fill(source or settings.inbox)
    with start(settings, source, moment) as process:
        process.communicate(timeout=60)
    assert process.returncode == -9
    assert len(files_below(settings.temporary)) <= 1
    again(settings, source)
    assert result(settings) == undisturbed
    again(settings, source)
    assert result(settings) == undisturbed


def test_bytes_that_were_placed_and_never_registered_do_not_stay(tmp_path):
    """The number of the killed delivery goes to another file, so nothing overwrites the bytes left behind."""
    settings = Settings(home=tmp_path / "home")
    fill(settings.inbox)
    with start(settings, None, "after the link") as process:
        process.communicate(timeout=60)
    for left in (settings.inbox / ".taken").rglob("*.csv"):
        left.unlink()
    fill(settings.inbox, ["2026-01-01/salesforce__contact.csv"])
    again(settings, None)
    result(settings)


def _land(home: Path, started) -> None:
    """What a landing does, in a process of its own that says when it begins."""
    settings = Settings(home=home)
    with Ledger.open(settings) as ledger:
        started.set()
        land_inbox(settings, ledger)


def kill_at_random_moments(tmp_path: Path, seed: int, files: int, kills: int) -> None:
    random_moment = random.Random(seed)
    names = [f"2026-01-{1 + number % 28:02d}/salesforce__lead-{number:04d}.csv" for number in range(files)]
    whole = Settings(home=tmp_path / f"undisturbed-{seed}")
    fill(whole.inbox, names)
    began = time.monotonic()
    again(whole, None)
    takes = time.monotonic() - began
    settings = Settings(home=tmp_path / f"home-{seed}")
    fill(settings.inbox, names)
    # Forked by a server that has everything loaded: importing it would take longer than landing.
    context = preloaded.CONTEXT
    for _ in range(kills):
        started = context.Event()
        process = context.Process(target=_land, args=(settings.home, started))
        process.start()
        assert started.wait(60), "the landing did not begin"
        time.sleep(random_moment.uniform(0, takes))
        process.kill()
        process.join()
        assert len(files_below(settings.temporary)) <= 1
    again(settings, None)
    assert result(settings) == result(whole)


def test_kills_at_random_moments_lose_and_double_nothing(tmp_path):
    kill_at_random_moments(tmp_path, seed=1, files=60, kills=2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 5))
def test_many_kills_at_random_moments_lose_and_double_nothing(tmp_path, seed):
    kill_at_random_moments(tmp_path, seed, files=200, kills=25)
