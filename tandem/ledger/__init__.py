"""The ledger: what arrived, what was accepted, what was built and published. Its commit is the truth.

``Ledger.open(settings)`` is the way in; every method is one transaction and safe with several processes at once.
"""

from sqlalchemy import Engine

from tandem.config import Settings
from tandem.ledger.batches import Batches
from tandem.ledger.builds import Builds
from tandem.ledger.clock import utcnow
from tandem.ledger.deliveries import Deliveries
from tandem.ledger.engine import connect
from tandem.ledger.events import Events
from tandem.ledger.judgements import Judgements, in_force
from tandem.ledger.leases import Lease, Leases
from tandem.ledger.migrate import to_head
from tandem.ledger.records import (
    Batch,
    Build,
    Decision,
    Delivery,
    Event,
    GateResult,
    Headers,
    Judgement,
    Notice,
    Release,
)
from tandem.ledger.releases import Releases


class Ledger(Deliveries, Batches, Builds, Releases, Judgements, Leases, Events):
    """One open ledger. Threads may share it; a forked process opens its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._held = []

    @classmethod
    def open(cls, settings: Settings) -> "Ledger":
        """Open the ledger, creating or upgrading it first. Raises TandemError if it cannot be used."""
        engine = connect(settings.ledger_address)
        try:
            to_head(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_exception) -> None:
        self.close()


__all__ = [
    "Batch",
    "Build",
    "Decision",
    "Delivery",
    "Event",
    "GateResult",
    "Headers",
    "Judgement",
    "Lease",
    "Ledger",
    "Notice",
    "Release",
    "in_force",
    "utcnow",
]
