"""What waits for a judgement, and in which order."""

from dataclasses import replace
from decimal import Decimal

import duckdb
import pytest

from tandem.identity import resolve
from tandem.identity.review import _urgency, review_in
from tests.unit.identity.identity_inputs import AS_OF, MODEL, Account, Inputs, Person
from tests.unit.identity.test_judgements import judged

ANN = Person("a", given="Ann", family="Lee", email="ray@x.de")
SHARED = [ANN, Person("b", seq=2, given="Bob", family="Ray", email="ray@x.de")]
FAMILY = [
    Person("c", seq=3, given="Eva", family="Kim", email="home@y.de"),
    Person("d", seq=4, given="Max", family="Ott", email="home@y.de"),
    Person("e", seq=5, given="Tim", family="Roy", email="home@y.de"),
]
# One rare name, and nothing else to tell who they are.
ALIKE = [Person("g", seq=7, given="Hanna", family="Abendroth"), Person("h", seq=8, given="Hanna", family="Abendroth")]
# Opportunity, its people, amount, closed, won.
DEALS = [
    ("o1", "ab", "100.00", False, False),
    ("o2", "a", "50.00", False, False),
    ("o3", "b", "70.00", True, True),
    ("o4", "c", "149.99", False, False),
    ("o5", "d", "900.00", True, False),
    ("o6", "gh", "10.00", False, False),
]
# Person, campaign, day, direction, by a human. A click cost 2.00 on the first of March; on the second there was none.
TOUCHES = [
    ("c", "ads", "2025-03-01", "response", True),
    ("c", "ads", "2025-03-01", "response", True),
    ("d", "ads", "2025-03-01", "response", True),
    ("d", "ads", "2025-03-01", "response", False),
    ("e", "ads", "2025-03-01", "outreach", True),
    ("e", "ads", "2025-03-02", "response", True),
    ("e", "fair", "2025-03-01", "response", True),
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    file = tmp_path_factory.mktemp("review") / "warehouse.duckdb"
    accounts = [Account("acme", name="Acme", domain="acme.de"), Account("zenit", name="Zenit", domain="acme.de")]
    with duckdb.connect(str(file)) as connection:
        Inputs(people=[*SHARED, *FAMILY, *ALIKE, replace(ANN, key="f", seq=6)], accounts=accounts).write(connection)
        resolve(connection, MODEL, as_of=AS_OF)
        ids = dict(connection.execute("select source_record_key, person_id from identity.person_links").fetchall())
        connection.execute(
            """
            create schema core;
            create table core.fct_opportunity (
                opportunity_id varchar, account_id varchar, amount decimal(18, 2), is_closed boolean, is_won boolean);
            create table core.fct_opportunity_contact (opportunity_id varchar, person_id varchar);
            create table core.fct_touch (person_id varchar, account_id varchar, campaign_id varchar, touch_date date,
                direction varchar, is_human boolean);
            create table core.fct_ad_spend (
                campaign_id varchar, spend_date date, spend_amount decimal(18, 2), clicks bigint);
            insert into core.fct_ad_spend values
                ('ads', '2025-03-01', 8, 10), ('ads', '2025-03-01', 12, 0), ('ads', '2025-03-02', 5, 0);
            """
        )
        for person, campaign, on, direction, is_human in TOUCHES:
            connection.execute(
                "insert into core.fct_touch values (?, null, ?, ?, ?, ?)",
                [ids[person], campaign, on, direction, is_human],
            )
        for deal, people, amount, closed, won in DEALS:
            connection.execute(
                "insert into core.fct_opportunity values (?, null, ?, ?, ?)", [deal, amount, closed, won]
            )
            for person in people:
                connection.execute("insert into core.fct_opportunity_contact values (?, ?)", [deal, ids[person]])
    return file


def records(question) -> list[str]:
    return sorted(record for records in question.members.values() for record in records)


def test_what_is_most_at_stake_comes_first_and_each_deal_counts_once(warehouse):
    shared, family, _, domain = review_in(warehouse, [], MODEL)
    assert (records(shared), shared.open_amount, shared.won_amount) == (["a", "b", "f"], Decimal(150), Decimal(70))
    assert (records(family), family.open_amount, family.won_amount) == (["c", "d", "e"], Decimal("149.99"), Decimal(0))
    assert [one.spend_amount for one in (shared, family)] == [Decimal(0), Decimal("4.00")]
    assert (domain.grain, records(domain), domain.open_amount) == ("account", ["acme", "zenit"], Decimal(0))
    assert shared.sentence == (
        "e-mail shared by 2 persons: the names of those who share it do not agree: only equal full names were joined"
    )
    assert sorted(len(records) for records in shared.members.values()) == [1, 2]
    assert shared.as_json()["open_amount"] == "150.00"
    assert family.as_json()["spend_amount"] == "4.00"


def test_ad_spend_counts_before_what_was_won(warehouse):
    question = review_in(warehouse, [], MODEL)[0]
    spent, won = replace(question, spend_amount=Decimal(1)), replace(question, won_amount=Decimal(900))
    assert sorted([won, spent], key=_urgency) == [spent, won]


def test_who_is_likely_one_person_is_asked_about(warehouse):
    (likely,) = [one for one in review_in(warehouse, [], MODEL) if one.reason == "likely"]
    assert (records(likely), likely.open_amount, len(likely.members)) == (["g", "h"], Decimal(10), 2)
    assert 0 <= likely.match_weight < MODEL.joins_from
    assert likely.sentence == (
        f"likely one person, not so likely as to be joined unasked (match weight {likely.match_weight})"
    )
    assert likely.as_json()["match_weight"] == str(likely.match_weight)
    assert "likely" not in [one.reason for one in review_in(warehouse, [judged("different", "g", "h")], MODEL)]


def test_what_was_judged_does_not_wait(warehouse):
    assert [records(one) for one in review_in(warehouse, [judged("different", "b", "f")], MODEL)] == [
        ["c", "d", "e"],
        ["g", "h"],
        ["acme", "zenit"],
    ]
    some = [judged("different", "c", "d", 1), judged("different", "d", "e", 2)]
    assert ["c", "d", "e"] in [records(one) for one in review_in(warehouse, some, MODEL)]
    every = [*some, judged("different", "e", "c", 3)]
    assert ["c", "d", "e"] not in [records(one) for one in review_in(warehouse, every, MODEL)]
    undone = [*every, judged("undo", "e", "c", 4, undoes=3)]
    assert ["c", "d", "e"] in [records(one) for one in review_in(warehouse, undone, MODEL)]
