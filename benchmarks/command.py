"""What a benchmark runs in a process of its own: the command line on a data folder of its own, and its own steps."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tandem.config import PROJECT_ROOT


def tandem(home: Path, *arguments: str, memory_limit_mb: int | None = None) -> tuple[float, float]:
    """Run the command line in a process of its own and return its wall-clock and processor seconds."""
    limit = {"TANDEM_MEMORY_LIMIT_MB": str(memory_limit_mb)} if memory_limit_mb else {}
    started, used = time.monotonic(), _processor_seconds()
    result = subprocess.run(
        [sys.executable, "-m", "tandem", *arguments],
        env={**os.environ, "TANDEM_HOME": str(home), **limit},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        sys.exit(f"tandem {' '.join(arguments)} ended with {result.returncode}:\n{result.stderr[-3000:]}")
    return time.monotonic() - started, _processor_seconds() - used


class TooLongError(Exception):
    """A step took longer than it may; ``printed``: what it had said until then."""

    def __init__(self, printed: str) -> None:
        super().__init__()
        self.printed = printed


def step(module: str, *arguments: str, seconds: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run a module of the project, for ``seconds`` at most, or raise TooLongError. What it spills is removed."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return subprocess.run(
                [sys.executable, "-m", module, *arguments],
                env={**os.environ, "TMPDIR": folder},
                capture_output=True,
                text=True,
                check=False,
                cwd=PROJECT_ROOT,
                timeout=seconds,
            )
        except subprocess.TimeoutExpired as slow:
            # Bytes, whatever was asked for.
            raise TooLongError((slow.stdout or b"").decode()) from slow


def _processor_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime
