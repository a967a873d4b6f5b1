"""Runs the reading process and survives whatever happens to it."""

import signal
import subprocess
import sys

from tandem.accept.child import seconds_allowed
from tandem.accept.job import Job, Outcome
from tandem.log import get_logger

log = get_logger(__name__)


_KILLED = (-signal.SIGKILL, -signal.SIGTERM)


def read_in_child(job: Job) -> Outcome:
    """The outcome of reading the batch in a process of its own. A crash or time-out there is a held batch here."""
    allowed = seconds_allowed(job)
    try:
        child = _run(job, allowed)
        if child.returncode in _KILLED:  # by somebody, or for want of memory: once more
            child = _run(job, allowed)
    except subprocess.TimeoutExpired:
        return Outcome(held=f"reading it took more than {allowed} s and was stopped: check or split the files")
    if child.returncode == 0:
        try:
            return Outcome.from_json(child.stdout)
        except (ValueError, TypeError):
            pass
    # What the process wrote may quote the data: only the kind of its last error is kept.
    kind = (child.stderr.strip().splitlines() or [""])[-1].split(":")[0]
    kind = kind if kind.replace(".", "").isidentifier() else "no message"
    log.warning("reading process ended", batch=job.batch_id, code=child.returncode, error=kind)
    if "MemoryError" in kind or "bad_alloc" in child.stderr or child.returncode in (-signal.SIGABRT, *_KILLED):
        return Outcome(held="reading it took more memory than is allowed and was stopped: split or repack the files")
    ending = f"signal {-child.returncode}" if child.returncode < 0 else kind
    return Outcome(held=f"reading it failed ({ending}): check the files, and report it if they look right")


def _run(job: Job, seconds: int) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tandem.accept.child"],
        input=job.to_json(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        check=False,
    )
