"""The one clock of the bookkeeping. Computation never reads it: run time is an input there."""

from datetime import UTC, datetime


def utcnow() -> datetime:
    """The present moment as naive UTC, to the microsecond."""
    return datetime.now(UTC).replace(tzinfo=None)
