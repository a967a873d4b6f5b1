"""Who a process is, so that another one can tell whether it still lives."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

_ENDED = "ended"


@dataclass(frozen=True)
class Process:
    """A process on a host. ``host`` includes the process namespace: containers may share a host name.

    ``started`` tells a process from a later one with the same number; None where the system does not say.
    """

    host: str
    pid: int
    started: str | None

    @classmethod
    def this(cls) -> "Process":
        """The running process."""
        return cls(_host(), os.getpid(), _started(os.getpid()))

    @classmethod
    def with_pid(cls, pid: int) -> "Process | None":
        """The process of this host that has the number now, or None."""
        process = cls(_host(), pid, _started(pid))
        return None if process.started == _ENDED or process.is_gone() else process

    def is_gone(self) -> bool:
        """True only if it certainly ended. A process on another host is never known to be gone."""
        if self.host != _host():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass  # it exists and belongs to another user
        return self.started is not None and _started(self.pid) not in (None, self.started)


def _host() -> str:
    try:
        namespace = Path("/proc/self/ns/pid").readlink()
    except OSError:
        namespace = "-"
    return f"{socket.gethostname()}/{namespace}"


def _started(pid: int) -> str | None:
    """Boot and clock tick at which the process started, from /proc (Linux)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
    if fields[0] in "ZX":  # ended, waiting for its parent to notice
        return _ENDED
    return f"{boot}/{fields[19]}"
