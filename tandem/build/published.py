"""The numbers of closed months as they were first published, beside what they are now.

A merge that is undone, a late file or a new definition restates the past. What a board was told stays on record.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import duckdb

from tandem.database import exists

NUMBERS = "alignment.monthly_numbers"
PUBLISHED = "ops.published_numbers"


@dataclass(frozen=True)
class PublishedNumber:
    """One number of one month; ``current_value`` is None where it is not computed any more."""

    month_start: date
    number_name: str
    published_value: Decimal
    published_build_no: int
    published_as_of: datetime
    current_value: Decimal | None


def published_numbers(connection: duckdb.DuckDBPyConnection, build_no: int, as_of: datetime) -> list[PublishedNumber]:
    """All numbers of months that ended before ``as_of``; those that no release has published yet are published by this.

    What earlier releases published is in the one attached as ``previous``.
    """
    if not exists(connection, None, NUMBERS):
        return []
    published = f"from previous.{PUBLISHED}" if exists(connection, "previous", PUBLISHED) else _NOTHING
    rows = connection.execute(
        f"""
        with published as ({published}),
        closed as (
            from {NUMBERS} where month_start < cast(date_trunc('month', cast($as_of as timestamp)) as date)
        )
        select
            month_start,
            number_name,
            coalesce(published.published_value, closed.number_value),
            coalesce(published.published_build_no, $build_no),
            coalesce(published.published_as_of, $as_of),
            closed.number_value
        from closed
        full join published using (month_start, number_name)
        order by month_start, number_name
        """,
        {"as_of": as_of, "build_no": build_no},
    ).fetchall()
    return [PublishedNumber(*row) for row in rows]


_NOTHING = """
    select
        null::date as month_start,
        null as number_name,
        null::decimal(18, 2) as published_value,
        null::bigint as published_build_no,
        null::timestamp as published_as_of
    where false
"""
