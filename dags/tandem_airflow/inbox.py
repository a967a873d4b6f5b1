"""The inbox watcher: a wake-up within seconds of a file's arrival."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

# Landing puts aside here what it cannot name; looking at these files again would wake dispatch for ever.
UNRECOGNISED = "unrecognised"
UNFINISHED = ".part"


def waiting_files(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Path, size and modification time (ns) of every finished file in the inbox; hidden files do not count."""
    found = set()
    for parent, folders, files in os.walk(folder):
        at_top = Path(parent) == folder
        folders[:] = [name for name in folders if not name.startswith(".") and not (at_top and name == UNRECOGNISED)]
        for name in files:
            if name.startswith(".") or name.lower().endswith(UNFINISHED):
                continue
            path = Path(parent, name)
            try:
                status = path.stat()
            except OSError:
                continue  # taken away by landing in the meantime
            found.add((str(path), status.st_size, status.st_mtime_ns))
    return frozenset(found)


class InboxTrigger(BaseEventTrigger):
    """Fires when the files waiting in ``folder`` have changed and then kept still for one look.

    The files themselves are the state: an event is only a wake-up. What has been announced is announced again only
    when it still lies there after ``remind_seconds``, twice that, and so on (an event that comes while dispatch is
    running can stay unconsumed, apache/airflow#56050); so a file that nobody can take away wakes dispatch ever more
    rarely. The trigger never ends by itself; a restarted triggerer announces what is waiting once more.
    """

    # Copying many files is one wake-up, unless it goes on for more looks than this.
    PATIENCE = 10

    def __init__(self, folder: str, poll_seconds: float = 1.0, remind_seconds: float = 10.0) -> None:
        super().__init__()
        self.folder = folder
        self.poll_seconds = poll_seconds
        self.remind_seconds = remind_seconds

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Class path and arguments, from which the triggerer makes its own copy."""
        arguments = {
            "folder": self.folder,
            "poll_seconds": self.poll_seconds,
            "remind_seconds": self.remind_seconds,
        }
        return f"{type(self).__module__}.{type(self).__qualname__}", arguments

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look at the folder for ever; one event per change that has settled."""
        announced: frozenset = frozenset()
        previous: frozenset = frozenset()
        silent = unsettled = 0.0
        reminder = self.remind_seconds
        while True:
            waiting = await asyncio.to_thread(waiting_files, Path(self.folder))
            if waiting - announced:
                unsettled += 1
                if waiting == previous or unsettled > self.PATIENCE:
                    yield TriggerEvent({"files": len(waiting)})
                    announced, silent, unsettled, reminder = waiting, 0.0, 0.0, self.remind_seconds
            else:
                unsettled = 0.0
                announced &= waiting
                silent = silent + self.poll_seconds if announced else 0.0
                if silent > reminder:
                    yield TriggerEvent({"files": len(waiting)})
                    silent, reminder = 0.0, reminder * 2
            previous = waiting
            await asyncio.sleep(self.poll_seconds)
