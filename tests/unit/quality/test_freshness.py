"""Freshness is judged at run time, from the delivery's own date where it has one."""

from datetime import date, datetime, timedelta

import pytest

from tandem.config import Settings
from tandem.errors import TandemError
from tandem.ledger import Ledger
from tandem.quality.freshness import freshness, span

AS_OF = datetime.fromisoformat("2026-01-31")


def _deliver(ledger, entity, *, arrived_at, delivered_on=None):
    ledger.register_delivery(
        team="sales",
        system="salesforce",
        entity=entity,
        file_name="x",
        origin=f"{entity}{arrived_at}",
        size=1,
        sha256=f"{entity}{arrived_at}",
        arrived_at=arrived_at,
        store=lambda _: "x",
        delivered_on=delivered_on,
    )


def test_stale_is_later_than_promised_at_run_time(tmp_path):
    settings = Settings(home=tmp_path)
    with Ledger.open(settings) as ledger:
        _deliver(ledger, "opportunity", arrived_at=AS_OF - timedelta(days=1))
        _deliver(ledger, "lead", arrived_at=AS_OF - timedelta(days=9))
        # arrived long after run time, but says that it is of the day before
        _deliver(ledger, "contact", arrived_at=AS_OF + timedelta(days=300), delivered_on=date(2026, 1, 30))
        found = {entry.entity: entry for entry in freshness(settings, ledger, AS_OF)}
    assert {entity: entry.stale for entity, entry in found.items()} == {
        "contact": False,
        "lead": True,
        "opportunity": False,
    }
    assert found["contact"].last_delivery_at == datetime.fromisoformat("2026-01-30T23:59:59")


def test_a_date_in_the_future_is_no_fresher_than_the_arrival(tmp_path):
    settings = Settings(home=tmp_path)
    with Ledger.open(settings) as ledger:
        _deliver(ledger, "lead", arrived_at=AS_OF - timedelta(days=9), delivered_on=date(2099, 1, 1))
        (found,) = freshness(settings, ledger, AS_OF)
    assert (found.stale, found.last_delivery_at) == (True, AS_OF - timedelta(days=9))


@pytest.mark.parametrize(
    ("text", "expected"), [("1 day", timedelta(days=1)), ("36 hours", timedelta(hours=36)), ("2weeks", timedelta(14))]
)
def test_spans(text, expected):
    assert span(text) == expected


def test_a_span_that_cannot_be_read_is_named():
    with pytest.raises(TandemError, match="soon"):
        span("soon")
