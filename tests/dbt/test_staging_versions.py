"""Staging turns deliveries into versions and a current state, by each contract's delivery mode."""

from datetime import date, datetime
from decimal import Decimal

import pytest

JAN, FEB, MAR = (datetime.fromisoformat(f"2025-0{month}-01") for month in (1, 2, 3))


def opportunity(key, changed, synced, stage, **more):
    row = {"id": key, "last_modified_date": changed, "_fivetran_synced": synced, "stage_name": stage}
    return row | {"created_date": JAN, "is_deleted": False} | more


@pytest.fixture(scope="module")
def warehouse(raw_warehouse):
    w = raw_warehouse()
    # o1: versions arrive out of order; o2: two versions of one moment, the later synced wins; o3: deleted;
    # o4: deleted and undeleted; o5: without a version date, which counts lowest; o6: the same row twice.
    w.deliver(
        "salesforce.opportunity",
        opportunity(
            "o1", MAR, MAR, "Won", close_date=datetime.fromisoformat("2025-03-01 23:59"), amount=Decimal("10.50")
        ),
        opportunity("o2", FEB, MAR, "Late"),
        opportunity("o3", JAN, JAN, "Open"),
        opportunity("o4", FEB, FEB, "Open", is_deleted=True),
        opportunity("o5", FEB, FEB, "Dated"),
        opportunity("o6", JAN, JAN, "First"),
    )
    w.deliver(
        "salesforce.opportunity",
        opportunity("o1", JAN, JAN, "Open"),
        opportunity("o2", FEB, FEB, "Early"),
        opportunity("o3", FEB, FEB, "Open", is_deleted=True),
        opportunity("o4", MAR, MAR, "Back", is_deleted=False),
        opportunity("o5", None, MAR, "Undated"),
        opportunity("o6", JAN, JAN, "Second"),
    )
    w.deliver("files.account", {"account_name": "Acme", "industry": "steel"}, {"account_name": "Gone"})
    w.deliver("files.account", {"account_name": "Acme", "industry": "iron"}, {"account_name": "New"})
    w.deliver("sales_plan.holiday", {"country": "DE", "holiday_date": date(2025, 5, 1), "name": "May"})
    w.deliver(
        "sales_plan.holiday",
        {"country": "AT", "holiday_date": date(2025, 5, 1), "name": "Typo"},
        {"country": "AT", "holiday_date": date(2025, 5, 1), "name": "Labour Day"},
    )
    w.deliver("finance.payment", {"payment_id": "p1", "amount": 1}, {"payment_id": "p2", "amount": 2})
    w.deliver("finance.payment", {"payment_id": "p2", "amount": 99}, {"payment_id": "p3", "amount": 3})
    click = {"clicked_on": date(2025, 1, 1), "source": "Ads"}
    w.deliver("files.click", click, click)
    w.deliver("files.click", click, click | {"source": "Mail"})
    w.run(
        "stg_salesforce__opportunities",
        "stg_files__accounts",
        "stg_sales_plan__holidays",
        "stg_finance__payments",
        "stg_files__clicks",
        "stg_web__events",
    )
    return w


def test_the_current_state_is_the_last_version_that_is_not_deleted(warehouse):
    rows = warehouse.query(
        "select salesforce_opportunity_id, stage_name from staging.stg_salesforce__opportunities order by all"
    )
    assert rows == [("o1", "Won"), ("o2", "Late"), ("o4", "Back"), ("o5", "Dated"), ("o6", "Second")]


def test_versions_are_ordered_by_the_source_and_not_by_arrival(warehouse):
    rows = warehouse.query(
        "select salesforce_opportunity_id, version_no, stage_name, valid_from, valid_to, is_current, is_deleted "
        "from staging.stg_salesforce__opportunities__versions where source_record_key like '%:o_' "
        "and salesforce_opportunity_id in ('o1', 'o2', 'o3', 'o5') order by 1, 2"
    )
    assert rows == [
        ("o1", 1, "Open", JAN, MAR, False, False),
        ("o1", 2, "Won", MAR, None, True, False),
        ("o2", 1, "Early", FEB, FEB, False, False),
        ("o2", 2, "Late", FEB, None, True, False),
        ("o3", 1, "Open", JAN, FEB, False, False),
        ("o3", 2, "Open", FEB, None, True, True),
        ("o5", 1, "Undated", MAR, FEB, False, False),
        ("o5", 2, "Dated", FEB, None, True, False),
    ]


def test_columns_are_renamed_and_typed(warehouse):
    [row] = warehouse.query(
        "select source_record_key, close_on, amount_original, _landing_seq, _row_number "
        "from staging.stg_salesforce__opportunities where salesforce_opportunity_id = 'o1'"
    )
    assert row == ("salesforce.opportunity:o1", date(2025, 3, 1), Decimal("10.50"), 1, 1)


def test_a_snapshot_deletes_what_its_latest_delivery_lacks(warehouse):
    rows = warehouse.query("select account_name, industry from staging.stg_files__accounts order by all")
    assert rows == [("Acme", "iron"), ("New", None)]
    rows = warehouse.query("select account_name, is_deleted from staging.stg_files__accounts__versions order by all")
    assert rows == [("Acme", False), ("Acme", False), ("Gone", True), ("New", False)]


def test_a_key_that_repeats_in_a_snapshot_keeps_its_last_row(warehouse):
    assert warehouse.query("select country, holiday_name from staging.stg_sales_plan__holidays") == [
        ("AT", "Labour Day")
    ]


def test_of_a_repeated_append_key_the_first_landed_row_stays(warehouse):
    rows = warehouse.query(
        "select finance_payment_id, cast(amount_original as integer) from staging.stg_finance__payments order by all"
    )
    assert rows == [("p1", 1), ("p2", 2), ("p3", 3)]


def test_equal_clicks_are_different_clicks_with_keys_of_their_own(warehouse):
    rows = warehouse.query("select source_record_key from staging.stg_files__clicks order by all")
    assert rows == [
        ("files.click:2025-01-01|Ads|||1",),
        ("files.click:2025-01-01|Ads|||2",),
        ("files.click:2025-01-01|Ads|||3",),
        ("files.click:2025-01-01|Mail|||1",),
    ]


def test_an_entity_without_deliveries_is_an_empty_table(warehouse):
    assert warehouse.query("select count(*) from staging.stg_web__events") == [(0,)]
