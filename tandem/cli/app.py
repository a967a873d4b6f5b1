"""Assembles the command line and turns errors into one clear line and an exit code."""

import atexit
import gc
import importlib
import pkgutil
import sys
from datetime import UTC, datetime

import typer

from tandem import log
from tandem.config import Settings
from tandem.errors import TandemError, UsageError

app = typer.Typer(
    name="tandem",
    help="One customer view for marketing and sales.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def settings() -> Settings:
    """The settings of this process."""
    return Settings()


def parse_as_of(text: str | None) -> datetime:
    """Run time as a naive UTC timestamp; the clock is read here and nowhere deeper."""
    if text is None:
        return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of {text!r} is not a time: write it like 2026-01-31T00:00:00Z") from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def main() -> None:
    """Entry point of the ``tandem`` command."""
    _keep_what_is_loaded()
    current = settings()
    log.configure(current.log_level, current.log_format)
    # Each module of this package registers its commands on `app` when imported. Heavy libraries are imported inside
    # the commands, so that `tandem --help` stays quick.
    package = importlib.import_module("tandem.cli")
    for module in sorted(found.name for found in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"tandem.cli.{module}")
    try:
        app()
    except TandemError as error:
        print(f"tandem: {error}", file=sys.stderr)
        sys.exit(error.exit_code)


def _keep_what_is_loaded() -> None:
    """Look for garbage rarely, and not at all at the end.

    dbt and Great Expectations load millions of objects that stay until the process ends. Python would look through
    them again and again: a fifth of a short run, two seconds of them after the last word.
    """
    gc.set_threshold(100_000, 50, 100)
    atexit.register(gc.freeze)
