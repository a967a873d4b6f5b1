"""Run history: newest first, keys in columns, anything else as JSON."""

from datetime import datetime
from pathlib import Path


def test_events_are_listed_newest_first_and_by_kind(ledger):
    ledger.record_event("landed", batch_id="b1", files=2, path=Path("x"), at=datetime.fromisoformat("2026-01-31"))
    ledger.record_event("published", build_no=1, release_id="r1")
    published, landed = ledger.events()
    assert (published.build_no, published.release_id, published.details) == (1, "r1", {})
    assert (landed.batch_id, landed.details["files"], landed.details["path"]) == ("b1", 2, "x")
    assert [event.kind for event in ledger.events("landed")] == ["landed"]
    assert len(ledger.events(limit=1)) == 1
