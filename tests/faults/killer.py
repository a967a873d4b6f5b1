"""Runs the real command line and kills its own process, with SIGKILL, at a chosen call of a chosen function.

    python -m tests.faults.killer tandem.landing.land:place 5 after run --source ...

``before`` and ``after`` the call are exact; ``during`` kills a moment after the call began.
"""

import importlib
import os
import signal
import sys
import threading

# Long enough for a child process to be at work, short enough to hit it there.
MOMENT_SECONDS = 0.3


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(target: str, nth: int, when: str) -> None:
    """Wrap ``module:name`` or ``module:Class.name`` so that its nth call is the last thing this process does."""
    module_name, _, path = target.partition(":")
    owner = importlib.import_module(module_name) if module_name not in sys.modules else sys.modules[module_name]
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    original = getattr(owner, name)
    calls = 0

    def call(*arguments, **named):
        nonlocal calls
        calls += 1
        if calls == nth and when == "before":
            kill()
        if calls == nth and when == "during":
            threading.Timer(MOMENT_SECONDS, kill).start()
        result = original(*arguments, **named)
        if calls == nth:
            kill()
        return result

    setattr(owner, name, call)


def main() -> None:
    target, nth, when, *arguments = sys.argv[1:]
    arm(target, int(nth), when)
    sys.argv = ["tandem", *arguments]
    from tandem.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
