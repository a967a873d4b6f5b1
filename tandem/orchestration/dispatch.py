"""Every wake-up: land what waits, claim it into batches, and say whom to wake."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tandem.config import Settings
from tandem.ledger import Batch, Ledger
from tandem.orchestration.builds import swept_build

WOKEN = "batch_woken"
# Wake-ups that are looked back on; older ones were long ago in any case.
_REMEMBERED = 1000
# Wake-ups of one dispatch are recorded one after the other.
_SAME_WAKE = timedelta(seconds=5)


@dataclass
class Wake:
    """Whom to wake: batch ids by team, and the run id of a build that nobody else has started."""

    marketing: list[str] = field(default_factory=list)
    sales: list[str] = field(default_factory=list)
    build_run_id: str | None = None

    def __bool__(self) -> bool:
        return bool(self.marketing or self.sales or self.build_run_id)


def take_in(settings: Settings, *, now: datetime, sweep_after: timedelta) -> Wake:
    """Land the inbox, claim arrivals, and find what a lost event left lying for longer than ``sweep_after``."""
    from tandem.landing import land_inbox

    with Ledger.open(settings) as ledger:
        land_inbox(settings, ledger)
        ledger.claim()
        waiting = batches_to_wake(ledger, now=now, sweep_after=sweep_after)
        wake = Wake(
            marketing=[batch.batch_id for batch in waiting if batch.team == "marketing"],
            sales=[batch.batch_id for batch in waiting if batch.team == "sales"],
            build_run_id=swept_build(ledger, now=now, sweep_after=sweep_after),
        )
        for batch in waiting:
            ledger.record_event(WOKEN, batch_id=batch.batch_id)
    return wake


def batches_to_wake(ledger: Ledger, *, now: datetime, sweep_after: timedelta) -> list[Batch]:
    """Claimed batches that were never announced, or whose announcement has had no effect for ``sweep_after``.

    A long queue is not a loss: while batches are being accepted, one counts as lost only when another that was
    announced later has overtaken it. Both departments' batches stand in one queue (one pool, earlier runs first).
    """
    last_woken: dict[str, datetime] = {}
    for event in ledger.events(WOKEN, limit=_REMEMBERED):  # newest first
        if event.batch_id:
            last_woken.setdefault(event.batch_id, event.recorded_at)
    accepted = [batch for batch in ledger.batches(state="accepted") if batch.accepted_at]
    is_moving = any(now - batch.accepted_at < sweep_after for batch in accepted)
    lost = []
    for batch in ledger.batches(state="claimed"):
        woken = last_woken.get(batch.batch_id)
        if woken is None:
            lost.append(batch)
            continue
        overtaken = any(last_woken.get(other.batch_id, woken) - woken > _SAME_WAKE for other in accepted)
        if now - woken >= sweep_after and (overtaken or not is_moving):
            lost.append(batch)
    return lost
