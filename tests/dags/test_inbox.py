"""The inbox watcher: every change wakes once, a file that cannot be taken away does not wake for ever."""

import asyncio
import itertools
import sys
from pathlib import Path

import pytest
from tandem_airflow.inbox import InboxTrigger, waiting_files


class Watch:
    """Runs the watcher on a folder and counts its looks instead of waiting for a clock."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.trigger = InboxTrigger(str(folder), poll_seconds=1.0, remind_seconds=10.0)
        self.looks = 0
        self.script: dict[int, object] = {}

        async def next_look(_seconds: float) -> None:
            self.looks += 1
            if self.looks in self.script:
                self.script[self.looks]()

        monkeypatch.setattr("tandem_airflow.inbox.asyncio.sleep", next_look)

    def events(self, until: int) -> list[int]:
        """The looks at which an event was fired, up to a number of looks."""

        async def collect() -> list[int]:
            fired = []
            running = self.trigger.run()

            async def one() -> None:
                async for _ in running:
                    fired.append(self.looks)
                    if self.looks >= until:
                        return

            task = asyncio.ensure_future(one())
            while self.looks < until and not task.done():
                await asyncio.wait([task], timeout=0.01)
            task.cancel()
            return [look for look in fired if look <= until]

        return asyncio.run(collect())


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(tmp_path, monkeypatch)


def test_an_empty_inbox_is_silent(watch: Watch) -> None:
    assert watch.events(until=50) == []


def test_files_that_arrive_together_wake_once(watch: Watch, tmp_path: Path) -> None:
    for look in (3, 4, 5):
        watch.script[look] = lambda look=look: (tmp_path / f"{look}.csv").write_text("a\n")
    assert watch.events(until=12) == [6]


def test_a_stream_of_files_does_not_keep_dispatch_asleep(watch: Watch, tmp_path: Path) -> None:
    for look in range(1, 40):
        watch.script[look] = lambda look=look: (tmp_path / f"{look}.csv").write_text("a\n")
    assert watch.events(until=30)[0] <= InboxTrigger.PATIENCE + 1


def test_a_new_file_beside_one_that_stays_wakes_again(watch: Watch, tmp_path: Path) -> None:
    watch.script[1] = lambda: (tmp_path / "stays.csv").write_text("a\n")
    watch.script[5] = lambda: (tmp_path / "new.csv").write_text("a\n")
    assert watch.events(until=10) == [2, 6]


def test_the_same_name_with_new_bytes_wakes_again(watch: Watch, tmp_path: Path) -> None:
    watch.script[1] = lambda: (tmp_path / "a.csv").write_text("a\n")
    watch.script[3] = lambda: (tmp_path / "a.csv").unlink()
    watch.script[5] = lambda: (tmp_path / "a.csv").write_text("another\n")
    assert watch.events(until=10) == [2, 6]


def test_a_file_that_nobody_takes_wakes_ever_more_rarely(watch: Watch, tmp_path: Path) -> None:
    watch.script[1] = lambda: (tmp_path / "stuck.csv").write_text("a\n")
    looks = watch.events(until=160)
    gaps = [later - earlier for earlier, later in itertools.pairwise(looks)]
    assert len(looks) == 5
    assert gaps == sorted(gaps)
    assert gaps[-1] >= 80


def test_unfinished_hidden_and_refused_files_do_not_count(tmp_path: Path) -> None:
    for name in ("a.csv.part", ".hidden", ".taken/a.csv", "unrecognised/a.csv", "day/b.csv", "day/unrecognised/c.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("a\n")
    found = {Path(path).relative_to(tmp_path).as_posix() for path, _, _ in waiting_files(tmp_path)}
    assert found == {"day/b.csv", "day/unrecognised/c.csv"}


def test_the_triggerer_can_make_its_own_copy(tmp_path: Path) -> None:
    class_path, arguments = InboxTrigger(str(tmp_path), poll_seconds=2).serialize()
    module, _, name = class_path.rpartition(".")
    copy = getattr(sys.modules[module], name)(**arguments)
    assert copy.serialize() == (class_path, arguments)
