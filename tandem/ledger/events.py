"""Run history: what happened when, for the people who maintain the pipeline."""

import json
from typing import Any

from sqlalchemy import Engine, insert, select

from tandem.ledger import schema
from tandem.ledger.clock import utcnow
from tandem.ledger.engine import transaction
from tandem.ledger.records import Event

_KEYS = ("batch_id", "build_no", "release_id")


class Events:
    """The part of the ledger that every step may write. Never put personal data or cell values into an event."""

    engine: Engine

    def record_event(self, kind: str, **fields: Any) -> None:
        """Add one line. ``batch_id``, ``build_no`` and ``release_id`` are kept as columns, the rest as JSON."""
        details = {name: value for name, value in fields.items() if name not in _KEYS}
        values = {name: fields.get(name) for name in _KEYS}
        values["details"] = json.loads(json.dumps(details, default=str))
        with transaction(self.engine, write=True) as connection:
            connection.execute(insert(schema.events).values(kind=kind, recorded_at=utcnow(), **values))

    def events(self, kind: str | None = None, limit: int = 100) -> list[Event]:
        """The last ``limit`` lines, newest first."""
        table = schema.events
        query = select(table).order_by(table.c.event_id.desc()).limit(limit)
        if kind is not None:
            query = query.where(table.c.kind == kind)
        with transaction(self.engine, write=False) as connection:
            return [Event(**row) for row in connection.execute(query).mappings()]
