"""Runs the reading process and survives whatever happens to it."""

import atexit
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tandem.accept.child import ERRORS, OUTCOME, seconds_allowed
from tandem.accept.job import Job, Outcome
from tandem.log import get_logger

log = get_logger(__name__)


_KILLED = (-signal.SIGKILL, -signal.SIGTERM)


def read_in_child(job: Job) -> Outcome:
    """The outcome of reading the batch in a process of its own. A crash or time-out there is a held batch here."""
    allowed = seconds_allowed(job)
    try:
        code = _readers.read(job, allowed)
        if code in _KILLED:  # by somebody, or for want of memory: once more
            code = _readers.read(job, allowed)
    except TimeoutError:
        return Outcome(held=f"reading it took more than {allowed} s and was stopped: check or split the files")
    if code == 0:
        with suppress(OSError, ValueError, TypeError):
            return Outcome.from_json(Path(job.work, OUTCOME).read_text(encoding="utf-8"))
    # What the process wrote may quote the data: only the kind of its last error is kept.
    written = _written(job)
    kind = (written.strip().splitlines() or [""])[-1].split(":")[0]
    kind = kind if kind.replace(".", "").isidentifier() else "no message"
    log.warning("reading process ended", batch=job.batch_id, code=code, error=kind)
    if "MemoryError" in kind or "bad_alloc" in written or code in (-signal.SIGABRT, *_KILLED):
        return Outcome(held="reading it took more memory than is allowed and was stopped: split or repack the files")
    ending = f"signal {-code}" if code < 0 else kind
    return Outcome(held=f"reading it failed ({ending}): check the files, and report it if they look right")


def _written(job: Job) -> str:
    try:
        return Path(job.work, ERRORS).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


class _Readers:
    """The process that forks a reader for every batch; started with the first one, and again if it was killed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def read(self, job: Job, seconds: int) -> int:
        """The exit code of the reader, negative for a signal. Raises TimeoutError; the reader is then dead."""
        process = self._running()
        try:
            print(job.to_json(), file=process.stdin, flush=True)
            if not select.select([process.stdout], [], [], seconds)[0]:
                self.stop()
                raise TimeoutError
            answer = process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        # Without an answer the forking process itself was killed, and its reader with it.
        return int(answer) if answer else process.wait() or -signal.SIGKILL

    def stop(self) -> None:
        """End the process and, because it dies with its parent, the reader."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tandem.accept.child", str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        return self._process


_readers = _Readers()
atexit.register(_readers.stop)
