"""Build, gates and publishing in one go, under the one lease that the command line takes as well."""

from datetime import datetime

from tandem.config import Settings
from tandem.ledger import Ledger
from tandem.pipeline import LEASE, RunResult, build_and_publish


def build_release(settings: Settings, *, as_of: datetime) -> str | None:
    """Publish everything that has been accepted; returns the new release's id, or None when nothing is new.

    Raises HeldError when a gate refuses the candidate or a rollback holds publishing (the old release stays), and
    BusyError when another run, also one of the command line, holds the lease.
    """
    with Ledger.open(settings) as ledger, ledger.lease(LEASE):
        result = RunResult()
        build_and_publish(settings, ledger, result, as_of=as_of)
        return result.release_id
