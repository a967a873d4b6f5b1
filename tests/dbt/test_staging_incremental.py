"""Incremental staging equals a full build, whatever the new batches bring, and leaves other keys alone."""

import random
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pytest

from tandem.config import PROJECT_ROOT, Settings
from tandem.contracts import Column, Contract, Contracts

START = datetime.fromisoformat("2025-01-01")
STAGING = PROJECT_ROOT / "dbt_project" / "models" / "staging"
INCREMENTAL = sorted(file.stem for file in STAGING.rglob("*.sql") if "incremental_by_key()" in file.read_text())

PEOPLE = ("int_people__unioned", "int_contacts__edits")


def entity_of(table: str) -> str:
    """The contract whose rows a staging table holds."""
    (file,) = STAGING.rglob(f"{table}.sql")
    raw_table = re.search(r"source\('raw', '(\w+?)__(\w+)'\)", file.read_text())
    return f"{raw_table[1]}.{raw_table[2]}"


def any_row(contract: Contract, rng: random.Random) -> dict[str, Any]:
    """A row of few possible values, so that keys, versions and moments meet; what is not needed is missing at times."""
    keys = contract.delivery.key or ()
    few = 30 if len(keys) == 1 else 3

    def cell(name: str, column: Column) -> Any:
        if name not in keys and rng.random() < 0.2:
            return None
        if column.values:
            return rng.choice(column.values)
        if column.type == "timestamp":
            return START + timedelta(hours=rng.randrange(few if name in keys else 40))
        if column.type == "date":
            return (START + timedelta(days=rng.randrange(few))).date()
        if column.type == "boolean":
            return rng.random() < 0.3
        if column.type == "integer" or column.type.startswith("decimal"):
            return rng.randrange(few)
        return rng.choice(("EUR", "USD")) if column.type == "currency" else str(rng.randrange(few))

    return {name: cell(name, column) for name, column in contract.columns.items()}


@pytest.fixture(scope="module")
def tables(raw_warehouse):
    """Contents of the incremental tables: on top of an earlier build, and built from the start."""
    rng, contracts = random.Random(5), Contracts.load(Settings())
    entities = {entity_of(table): contracts.get(*entity_of(table).split(".")) for table in INCREMENTAL}
    w = raw_warehouse()

    def deliver(rows: int, *, start: int, among: Iterable[str] = entities) -> list[str]:
        return [
            w.deliver(entity, *(any_row(entities[entity], rng) for _ in range(rows)), landing_seq=sequence)
            for sequence, entity in enumerate(among, start=start)
        ]

    deliver(60, start=1000)
    w.run(*INCREMENTAL, *PEOPLE)
    w.release()
    # A batch that was held at first has a lower landing sequence than what is built already. One entity has no news.
    late = [batch for start in (2000, 10) for batch in deliver(3, start=start, among=sorted(entities)[1:])]
    w.run(*INCREMENTAL, *PEOPLE, new_batches=late)
    found = {"incremental": contents(w)}
    w.run(*INCREMENTAL, *PEOPLE)
    return found | {"full": contents(w)}


def contents(w):
    schemas = [("staging", table) for table in INCREMENTAL] + [("intermediate", table) for table in PEOPLE]
    return {table: w.query(f"from {schema}.{table} order by all") for schema, table in schemas}


@pytest.mark.parametrize("table", [*INCREMENTAL, *PEOPLE])
def test_incremental_equals_full(tables, table):
    assert tables["full"][table]
    assert tables["incremental"][table] == tables["full"][table]


def test_other_keys_are_not_rewritten(raw_warehouse):
    w = raw_warehouse()
    w.deliver("web.event", {"event_id": "old", "event_name": "a"})
    w.run("stg_web__events")
    with duckdb.connect(str(w.database)) as connection:
        connection.execute("update staging.stg_web__events set country = 'kept'")
    w.release()
    w.run("stg_web__events", new_batches=[w.deliver("web.event", {"event_id": "new", "event_name": "a"})])
    assert w.query("select web_event_id, country from staging.stg_web__events order by 1") == [
        ("new", None),
        ("old", "kept"),
    ]
