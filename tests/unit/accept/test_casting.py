"""One cell of text: its value, or the one reason why it has none."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from tandem.accept.casting import reason_sql, value_sql
from tandem.contracts import Column


@pytest.fixture(scope="module")
def engine():
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET TimeZone = 'America/New_York'")  # must not matter
    yield connection
    connection.close()


@pytest.fixture
def cast(engine):
    def casting(text: str | None, kind: str, zone: str = "UTC", **column):
        one = Column(type=kind, **column)
        reason = reason_sql(one, "t", "v", 1000) or "NULL"
        return engine.execute(
            f"SELECT v, {reason} FROM (SELECT t, {value_sql(one, 't', zone)} AS v FROM (SELECT ?::VARCHAR AS t))",
            [text],
        ).fetchone()

    return casting


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "007", 7),
        ("integer", " -5 ", -5),
        ("integer", "13938.0", 13938),
        ("integer", "9223372036854775807", 9223372036854775807),
        ("integer", "9223372036854775807.00", 9223372036854775807),
        ("decimal(18,2)", "1.500", Decimal("1.50")),
        ("decimal(18,2)", "-.5", Decimal("-0.50")),
        ("decimal(18,2)", "5.", Decimal("5.00")),
        ("decimal(18,2)", "1e3", Decimal("1000.00")),
        ("decimal(18,2)", "1.25E1", Decimal("12.50")),
        ("decimal(18,2)", "0E-10", Decimal("0.00")),
        ("decimal(18,2)", "9999999999999999.99", Decimal("9999999999999999.99")),
        ("decimal(9,0)", "12.000", Decimal("12")),
        ("boolean", "TRUE", True),
        ("boolean", "No", False),
        ("boolean", "1", True),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("date", "2024-02-29 00:00:00", date(2024, 2, 29)),
        ("date", "2024-02-29T00:00:00.000Z", date(2024, 2, 29)),
        ("date", "9999-12-31", date(9999, 12, 31)),
        ("timestamp", "2026-01-05", at("2026-01-05")),
        ("timestamp", "2026-01-05 9:05:00", at("2026-01-05T09:05")),
        ("timestamp", "2026-01-05T09:05:00Z", at("2026-01-05T09:05")),
        ("timestamp", "2026-01-05 09:05:00.123 UTC", at("2026-01-05T09:05:00.123")),
        ("timestamp", "2026-01-05 09:05:00.123456", at("2026-01-05T09:05:00.123456")),
        ("timestamp", "2026-01-05T09:05:00.000 +0000", at("2026-01-05T09:05")),
        ("timestamp", "2026-01-05T09:05:00.000+0530", at("2026-01-05T03:35")),
        ("timestamp", "2026-01-05T09:05:00+05:30", at("2026-01-05T03:35")),
        ("timestamp", "2026-01-05 09:05:00-08", at("2026-01-05T17:05")),
        ("currency", "eur", "EUR"),
        ("string", "  as it came ", "  as it came "),
        # Salesforce's own example of the two forms
        ("salesforce_id", "001D000000IqhSL", "001D000000IqhSLIAZ"),
        ("salesforce_id", "001D000000IqhSLIAZ", "001D000000IqhSLIAZ"),
        ("salesforce_id", "other", "other"),
    ],
)
def test_values(cast, kind, text, value):
    assert cast(text, kind) == (value, None)


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("integer", "1.5", "not_an_integer"),
        ("integer", "1e3", "not_an_integer"),
        ("integer", "0x10", "not_an_integer"),
        ("integer", "1_000", "not_an_integer"),
        ("integer", "1,000", "not_an_integer"),
        ("integer", "9223372036854775808", "out_of_range"),
        ("decimal(18,2)", "1.005", "too_precise"),
        ("decimal(18,2)", "0.30000000000000004", "too_precise"),
        ("decimal(18,2)", "1e-3", "too_precise"),
        ("decimal(18,2)", "1e-99", "too_precise"),
        ("decimal(18,2)", "10000000000000000", "out_of_range"),
        ("decimal(18,2)", "1e17", "out_of_range"),
        ("decimal(18,2)", "1.234,56", "not_a_number"),
        ("decimal(18,2)", "1,234.56", "not_a_number"),
        ("decimal(18,2)", "nan", "not_a_number"),
        ("decimal(18,2)", "inf", "not_a_number"),
        ("decimal(18,2)", ".", "not_a_number"),
        ("decimal(18,2)", "1_0", "not_a_number"),
        ("decimal(18,2)", "$5", "not_a_number"),
        ("boolean", "maybe", "not_a_boolean"),
        ("boolean", "2", "not_a_boolean"),
        ("date", "2026-01-05abc", "not_a_date"),
        ("date", "2026-01-05 10:00:00", "not_a_date"),
        ("date", "05/01/2026", "not_a_date"),
        ("date", "infinity", "not_a_date"),
        ("date", "epoch", "not_a_date"),
        ("date", "0001-01-01", "not_a_date"),
        ("timestamp", "2026-01-05 25:00:00", "not_a_timestamp"),
        ("timestamp", "2026-01-05 10:00:00 CET", "not_a_timestamp"),
        ("timestamp", "2026-01-05 10:00:00.1234567", "not_a_timestamp"),
        ("timestamp", "1767600000", "not_a_timestamp"),
        ("currency", "EURO", "not_a_currency"),
        ("currency", "€", "not_a_currency"),
    ],
)
def test_reasons(cast, kind, text, reason):
    assert cast(text, kind) == (None, reason)


@pytest.mark.parametrize("kind", ["string", "integer", "decimal(18,2)", "date", "timestamp", "boolean", "currency"])
def test_nothing_is_null_and_missing_only_where_required(cast, kind):
    assert cast(None, kind) == (None, None)
    assert cast(None, kind, required=True) == (None, "missing")
    if kind != "string":
        assert cast("  ", kind) == (None, None)
        assert cast("  ", kind, required=True) == (None, "missing")


def test_local_times_become_utc(cast):
    assert cast("2026-01-05 12:00:00", "timestamp", "Europe/Berlin") == (at("2026-01-05T11:00"), None)
    assert cast("2026-07-05 12:00:00", "timestamp", "Europe/Berlin") == (at("2026-07-05T10:00"), None)
    assert cast("2026-07-05T12:00:00Z", "timestamp", "Europe/Berlin") == (at("2026-07-05T12:00"), None)


def test_rules_of_the_contract(cast):
    assert cast("11", "integer", maximum=10)[1] == "out_of_range"
    assert cast("-0.01", "decimal(18,2)", minimum=0)[1] == "out_of_range"
    assert cast("0.1", "decimal(18,2)", maximum=0.1) == (Decimal("0.10"), None)
    assert cast("Won", "string", values=("won",))[1] == "not_allowed"
    assert cast("éé", "string", max_bytes=3)[1] == "too_long"
    assert cast("05.01.2026", "date", format="%d.%m.%Y") == (date(2026, 1, 5), None)
    assert cast("2026-01-05", "date", format="%d.%m.%Y") == (None, "not_a_date")
    assert cast("05.07.2026 12:00", "timestamp", "Europe/Berlin", format="%d.%m.%Y %H:%M")[0] == at("2026-07-05T10:00")
