"""Accept one batch and say whether a build is due."""

from dataclasses import dataclass

from tandem.config import Settings
from tandem.ledger import Ledger, utcnow
from tandem.orchestration.builds import build_after_accept


@dataclass(frozen=True)
class Accepted:
    """What became of the batch. ``build_run_id`` is None when no build is due yet."""

    state: str  # accepted | held | withdrawn
    reason: str | None
    build_run_id: str | None


def accept(settings: Settings, batch_id: str) -> Accepted:
    """Accept the batch, unless that has happened already: a doubled event changes nothing."""
    from tandem.accept import accept_batch

    with Ledger.open(settings) as ledger:
        batch = ledger.batch(batch_id)
        if batch.state == "claimed":
            batch = accept_batch(settings, ledger, batch_id, now=utcnow())
        return Accepted(batch.state, batch.reason, build_after_accept(ledger, now=utcnow()))
