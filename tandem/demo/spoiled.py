"""A few rows per thousand that acceptance must refuse, each broken in exactly one way."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.contracts import Contract
from tandem.demo.sampling import stream

# entity -> what is broken: (kind, column, the cell's text; None empties it)
BREAKS: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "salesforce.opportunity": (
        ("decimal_comma", "amount", "12500,50"),
        ("missing_id", "id", None),
        ("impossible_date", "close_date", "2025-02-30 00:00:00"),
    ),
    "salesforce.lead": (("missing_id", "id", None), ("impossible_date", "created_date", "2024-13-05 10:00:00")),
    "salesforce.task": (("impossible_date", "activity_date", "2025-06-31"),),
    "hubspot.contact": (("missing_id", "id", None), ("not_a_boolean", "property_hs_email_optout", "maybe")),
    "hubspot.email_event": (("missing_id", "id", None), ("impossible_date", "created", "yesterday")),
    "web.event": (("unknown_value", "event_name", "mystery_event"), ("missing_id", "anonymous_id", None)),
    "finance.invoice": (("decimal_comma", "amount", "4800,00"), ("unknown_value", "status", "lost in the post")),
    "finance.payment": (("decimal_comma", "amount", "1.200,00"), ("missing_id", "invoice_id", None)),
    "success.support_ticket": (("unknown_value", "priority", "as soon as possible"),),
    "consent.act": (("unknown_value", "purpose", "everything"),),
    "events.registration": (("impossible_date", "event_date", "31.09.2025"),),
    "google_ads.ad_stats": (("not_a_number", "clicks", "n/a"),),
}
SHARE = 0.003
MINIMUM_ROWS = 25  # a smaller file stays clean, so that bad rows remain a few per thousand


class Spoiler:
    """Makes the bad rows of a delivery from copies of good ones and counts them by entity and kind."""

    def __init__(self, seed: int) -> None:
        self._rng = stream(seed, "spoiled")
        self.counts: dict[tuple[str, str, str], int] = {}

    def spoil(self, contract: Contract, table: pa.Table) -> pa.Table:
        """Rows to be added to the file as text; the good rows stay as they are."""
        breaks = BREAKS.get(contract.name, ())
        count = int(self._rng.binomial(table.num_rows, SHARE)) if breaks and table.num_rows >= MINIMUM_ROWS else 0
        chosen = np.sort(self._rng.choice(table.num_rows, count, replace=False)) if count else np.empty(0, np.int64)
        sample = table.take(pa.array(chosen))
        rows = pa.table([pc.cast(column, pa.string()) for column in sample.columns], names=table.column_names)
        if not count:
            return rows
        which = self._rng.integers(0, len(breaks), count)
        for index, (kind, column, cell) in enumerate(breaks):
            here = pa.array(which == index)
            position = rows.column_names.index(column)
            rows = rows.set_column(position, column, pc.if_else(here, pa.scalar(cell, pa.string()), rows[column]))
            broken = int((which == index).sum())
            if broken:
                label = (contract.name, column, kind)
                self.counts[label] = self.counts.get(label, 0) + broken
        return rows
