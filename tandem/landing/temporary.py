"""Names of half-written files that tell whether the process that writes them still lives."""

import hashlib
import secrets
import time
from pathlib import Path

from tandem.ledger.process import Process

# A file of another host, or one whose name tells nothing, is left alone for this long.
STRANGER_SECONDS = 24 * 3600


def temporary_name(part: str) -> str:
    """A new name, ``<part>~<host>-<pid>-<start>~<random>``, owned by this process."""
    return f"{part}~{_owner(Process.this())}~{secrets.token_hex(4)}"


def is_abandoned(path: Path) -> bool:
    """Whether nobody writes ``path`` any more: its process ended, or a stranger left it untouched for a day."""
    try:
        _, owner, _ = path.name.split("~")
        host, pid, _ = owner.split("-")
        process = Process.with_pid(int(pid))
    except ValueError:
        return _age(path) > STRANGER_SECONDS
    if host != _short(Process.this().host):
        return _age(path) > STRANGER_SECONDS
    return process is None or _owner(process) != owner


def _owner(process: Process) -> str:
    return f"{_short(process.host)}-{process.pid}-{_short(process.started or '')}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _age(path: Path) -> float:
    try:
        return time.time() - path.lstat().st_mtime
    except FileNotFoundError:
        return 0
