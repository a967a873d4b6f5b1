"""Errors that are meant for people: what happened, where, and what to do next, in one line."""


class TandemError(Exception):
    """A failure the user can act on.

    The message is one line without personal data. The command line prints it and exits with ``exit_code``;
    Airflow tasks let it fail the task.
    """

    exit_code = 1


class UsageError(TandemError):
    """The command was called with something that cannot be used (unknown file, unknown entity, bad option)."""

    exit_code = 2


class HeldError(TandemError):
    """Something was refused on purpose (a gate, a contract, a volume rule); the old release is still served."""

    exit_code = 3


class BusyError(TandemError):
    """Another run holds the lease; try again when it has ended."""

    exit_code = 4
