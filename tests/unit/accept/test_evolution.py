"""A contract's next version: a column that appeared one day is promoted, and the rows from before have it, too."""

from decimal import Decimal

import duckdb
import pytest

from tandem.accept import accept_batch
from tandem.build.raw_views import create_raw_views
from tests.unit.accept.orders import NOW, agree, land

PROMOTED = '  "region code": {type: string, since: 2, optional: true}\n  bonus: {type: "decimal(18,2)", since: 2}'
OLD = b"order_id,buyer,amount,region code,bonus\nA1,Ann,10.50,North,1.25\nA2,Bob,20,,much\n"
NEW = b"order_id,buyer,amount,region code,bonus\nB1,Cy,5.00,South,2.00\nB2,Di,6.00,East,much\n"


@pytest.fixture
def batches(settings, ledger, tmp_path) -> list[str]:
    """One batch under version 1, which did not know two of its columns, and one under version 2."""
    first = land(settings, ledger, tmp_path, OLD)
    accept_batch(settings, ledger, first, now=NOW)
    agree(settings, version=2, more=PROMOTED)
    second = land(settings, ledger, tmp_path, NEW)
    accept_batch(settings, ledger, second, now=NOW)
    return [first, second]


def read(settings, ledger, batches) -> list[tuple]:
    with duckdb.connect() as connection:
        create_raw_views(connection, settings, ledger, batches)
        query = 'select order_id, "region code", bonus from raw.shop__order order by order_id'
        return connection.execute(query).fetchall()


def test_the_older_rows_are_filled_from_what_was_kept(settings, ledger, batches):
    assert read(settings, ledger, batches) == [
        ("A1", "North", Decimal("1.25")),
        ("A2", None, None),  # kept as text: it does not fit the type that was agreed later
        ("B1", "South", Decimal("2.00")),
    ]


def test_each_batch_says_which_version_it_was_read_under(ledger, batches):
    assert [ledger.batch(batch).contract_version for batch in batches] == [1, 2]


def test_from_then_on_a_bad_cell_is_refused(ledger, batches):
    assert [ledger.batch(batch).quarantined for batch in batches] == [0, 1]
    assert ledger.reasons(batches[1]) == {"bonus:not_a_number": 1}


def test_before_the_promotion_nothing_held_and_somebody_was_told(ledger, batches):
    codes = [notice.code for notice in ledger.notices(batches[0])]
    assert codes.count("unknown_column") == 2
