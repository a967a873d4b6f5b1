"""Progress of long steps on standard error: a moving bar for a person, plain lines for a log."""

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

# A log does not need a line per item; this many evenly spaced lines show that the step is alive.
PLAIN_LINES = 10


class Progress:
    """``with Progress("accept", total=78) as progress: ...; progress.advance("salesforce.lead")``."""

    def __init__(self, step: str, total: int) -> None:
        self._step = step
        self._total = total
        self._done = 0
        self._console = Console(stderr=True, highlight=False)
        self._bar: RichProgress | None = None
        if sys.stderr.isatty() and total:
            self._bar = RichProgress(
                TextColumn("{task.description:>10}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[item]}"),
                console=self._console,
            )
            self._task = self._bar.add_task(step, total=total, item="")

    def __enter__(self) -> "Progress":
        if self._bar:
            self._bar.start()
        return self

    def advance(self, item: str = "") -> None:
        """One more item is done; ``item`` is a short name without personal data."""
        self._done += 1
        if self._bar:
            self._bar.update(self._task, advance=1, item=item)
        elif self._done == self._total or self._done % max(1, self._total // PLAIN_LINES) == 0:
            self._console.print(f"{self._step:>10} {self._done}/{self._total} {item}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()
