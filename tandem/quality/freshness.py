"""Freshness: when each entity last delivered, against what its contract promises."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from tandem.config import Settings
from tandem.contracts import Contracts
from tandem.errors import TandemError
from tandem.ledger import Ledger

_SPAN = re.compile(r"(\d+)\s*(minute|hour|day|week)s?")


@dataclass(frozen=True)
class Freshness:
    """One entity that has delivered at least once. ``stale``: its last delivery is older than promised."""

    system: str
    entity: str
    team: str
    last_delivery_at: datetime
    warn_after: str
    stale: bool

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**vars(self), "last_delivery_at": self.last_delivery_at.isoformat()}


def freshness(settings: Settings, ledger: Ledger, as_of: datetime) -> list[Freshness]:
    """The last delivery of every entity that ever delivered, judged at ``as_of``, by system and entity.

    A delivery that says its own date counts from the end of that date, another one from its arrival; nothing is
    fresher than its arrival, whatever date it says.
    """
    last: dict[tuple[str, str], datetime] = {}
    for delivery in ledger.deliveries():
        moment = delivery.arrived_at
        if delivery.delivered_on:
            moment = min(moment, datetime.combine(delivery.delivered_on, time.max).replace(microsecond=0))
        key = (delivery.system, delivery.entity)
        last[key] = max(moment, last.get(key, moment))
    return [
        Freshness(
            system=contract.system,
            entity=contract.entity,
            team=contract.team,
            last_delivery_at=last[contract.system, contract.entity],
            warn_after=contract.freshness.warn_after,
            stale=as_of - last[contract.system, contract.entity] > span(contract.freshness.warn_after),
        )
        for contract in Contracts.load(settings)
        if (contract.system, contract.entity) in last
    ]


def span(text: str) -> timedelta:
    """``"36 hours"`` as a time span. Raises TandemError on anything else than whole minutes, hours, days, weeks."""
    match = _SPAN.fullmatch(text.strip())
    if not match:
        raise TandemError(f"freshness {text!r} is not a time span: write it like '2 days' or '36 hours'")
    return timedelta(**{f"{match[2]}s": int(match[1])})
