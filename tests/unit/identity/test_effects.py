"""What moved when records changed hands, counted by hand on a merge, a split and a company that took another over."""

from decimal import Decimal

import duckdb
import pytest

from tandem.database import attached
from tandem.identity.effects import Effect, effects

TABLES = """
    create schema identity;
    create schema core;
    create table identity.person_changes (source_record_key varchar, person_id varchar, previous_person_id varchar);
    create table identity.account_changes (source_record_key varchar, account_id varchar, previous_account_id varchar);
    create table core.fct_touch (touch_id varchar, person_id varchar, account_id varchar, campaign_id varchar,
        touch_date date, direction varchar, is_human boolean);
    create table core.fct_ad_spend (
        campaign_id varchar, spend_date date, spend_amount decimal(18, 2), clicks bigint);
    create table core.fct_opportunity_contact (opportunity_id varchar, person_id varchar);
    create table core.fct_opportunity (
        opportunity_id varchar, account_id varchar, amount decimal(18, 2), is_closed boolean, is_won boolean);
"""
BEFORE = """
    insert into core.fct_touch values
        ('t1', 'ann', 'acme', 'ads', '2025-03-01', 'response', true),
        ('t2', 'bob', 'acme', 'ads', '2025-03-01', 'response', true),
        ('t3', 'bob', 'zenit', 'ads', '2025-03-02', 'response', true),
        ('t4', null, 'zenit', null, '2025-03-01', 'outreach', true);
    insert into core.fct_ad_spend values ('ads', '2025-03-01', 8, 10), ('ads', '2025-03-02', 5, 2);
    insert into core.fct_opportunity_contact values ('o1', 'ann'), ('o1', 'bob'), ('o2', 'bob'), ('o3', 'bob');
    insert into core.fct_opportunity values ('o1', 'acme', 10, false, false), ('o2', 'acme', 20, false, false),
        ('o3', 'zenit', 30, true, true);
"""
NO_MONEY = Decimal("0.00")


@pytest.fixture
def changed(tmp_path):
    """Effects of what a statement makes of the release before."""

    def call(*statements: str, tables: str = TABLES) -> list[Effect]:
        with duckdb.connect(str(tmp_path / "before.duckdb")) as connection:
            connection.execute(tables + (BEFORE if tables is TABLES else ""))
        with duckdb.connect() as connection, attached(connection, tmp_path / "before.duckdb"):
            connection.execute(TABLES + BEFORE)
            for statement in statements:
                connection.execute(statement)
            return effects(connection)

    return call


def test_nothing_changed_hands(changed):
    assert changed() == []


def test_two_people_become_one(changed):
    found = changed(
        "insert into identity.person_changes values ('lead:1', 'ann', 'bob'), ('contact:2', 'ann', 'bob')",
        "update core.fct_touch set person_id = 'ann' where person_id = 'bob'",
        "delete from core.fct_opportunity_contact where opportunity_id = 'o1' and person_id = 'bob'",
        "update core.fct_opportunity_contact set person_id = 'ann' where person_id = 'bob'",
    )
    # o1 was both people's: it is in ann's numbers as before, and no longer in bob's.
    assert found == [Effect("person", "bob", "ann", 2, 2, Decimal("3.30"), 3, Decimal("30.00"), Decimal("30.00"))]


def test_a_person_is_split_and_only_a_part_goes(changed):
    found = changed(
        "insert into identity.person_changes values ('lead:1', 'eve', 'bob')",
        "update core.fct_touch set person_id = 'eve' where touch_id = 't3'",
        "update core.fct_opportunity_contact set person_id = 'eve' where opportunity_id = 'o2'",
    )
    assert found == [Effect("person", "bob", "eve", 1, 1, Decimal("2.50"), 1, Decimal("20.00"), NO_MONEY)]


def test_an_account_takes_another_over(changed):
    found = changed(
        "insert into identity.account_changes values ('account:1', 'acme', 'zenit')",
        "update core.fct_touch set account_id = 'acme'",
        "update core.fct_opportunity set account_id = 'acme'",
    )
    assert found == [Effect("account", "zenit", "acme", 1, 2, Decimal("2.50"), 1, NO_MONEY, Decimal("30.00"))]


def test_a_release_of_other_tables_says_nothing(changed):
    change = "insert into identity.person_changes values ('lead:1', 'ann', 'bob')"
    assert changed(change, tables="create schema core") == []
