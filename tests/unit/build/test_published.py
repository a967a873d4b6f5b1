"""What was told of closed months stays on record, whatever the numbers become."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from tandem.build.published import PublishedNumber, published_numbers

JANUARY, FEBRUARY, MARCH = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)
IN_FEBRUARY, IN_MARCH = datetime.fromisoformat("2025-02-28T23:00"), datetime.fromisoformat("2025-03-01T00:00")


@pytest.fixture
def told():
    """The published numbers of a build of these leads by month, after a release that had told some of a month each."""

    def build(
        leads: dict[date, int], as_of: datetime, *, build_no: int = 2, before: list[PublishedNumber] | None = None
    ):
        with duckdb.connect() as connection:
            connection.execute("attach ':memory:' as previous; create schema alignment; create schema previous.ops")
            connection.execute(
                "create table alignment.monthly_numbers "
                "(month_start date, number_name text, number_value decimal(18, 2))"
            )
            for month, value in leads.items():
                connection.execute("insert into alignment.monthly_numbers values (?, 'leads', ?)", [month, value])
            if before is not None:
                connection.execute(
                    "create table previous.ops.published_numbers (month_start date, number_name text, "
                    "published_value decimal(18, 2), published_build_no bigint, published_as_of timestamp, "
                    "current_value decimal(18, 2))"
                )
                for number in before:
                    connection.execute(
                        "insert into previous.ops.published_numbers values (?, ?, ?, ?, ?, ?)",
                        list(vars(number).values()),
                    )
            return published_numbers(connection, build_no, as_of)

    return build


def leads(month, published, now, build_no=2, as_of=IN_FEBRUARY) -> PublishedNumber:
    now = None if now is None else Decimal(now)
    return PublishedNumber(month, "leads", Decimal(published), build_no, as_of, now)


def test_a_month_is_published_when_it_has_ended(told):
    assert told({JANUARY: 5, FEBRUARY: 3}, IN_FEBRUARY) == [leads(JANUARY, 5, 5)]
    assert told({JANUARY: 5, FEBRUARY: 3}, IN_MARCH) == [
        leads(JANUARY, 5, 5, as_of=IN_MARCH),
        leads(FEBRUARY, 3, 3, as_of=IN_MARCH),
    ]


def test_what_was_published_stays_and_what_is_now_stands_beside_it(told):
    before = told({JANUARY: 5, FEBRUARY: 3}, IN_FEBRUARY, build_no=1)
    after = told({JANUARY: 4, FEBRUARY: 3, MARCH: 1}, IN_MARCH, before=before)
    assert after == [leads(JANUARY, 5, 4, build_no=1), leads(FEBRUARY, 3, 3, as_of=IN_MARCH)]
    assert told({JANUARY: 5, FEBRUARY: 3}, IN_MARCH, build_no=3, before=after)[0] == leads(JANUARY, 5, 5, build_no=1)


def test_a_number_that_is_no_longer_computed_stays_on_record(told):
    before = told({JANUARY: 5}, IN_FEBRUARY, build_no=1)
    assert told({}, IN_MARCH, before=before) == [leads(JANUARY, 5, None, build_no=1)]


def test_a_warehouse_without_monthly_numbers_has_none():
    with duckdb.connect() as connection:
        assert published_numbers(connection, 1, IN_MARCH) == []
