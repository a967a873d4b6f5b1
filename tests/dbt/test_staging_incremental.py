"""Incremental staging equals a full build, whatever the new batches bring, and leaves other keys alone."""

import random
from datetime import datetime, timedelta

import pytest

from tandem.config import PROJECT_ROOT

START = datetime.fromisoformat("2025-01-01")
STAGING = PROJECT_ROOT / "dbt_project" / "models" / "staging"
INCREMENTAL = sorted(file.stem for file in STAGING.rglob("*.sql") if "incremental_by_key()" in file.read_text())


def moment(rng):
    return START + timedelta(hours=rng.randrange(40))


def contact(rng):
    changed = rng.choice([None, moment(rng)])
    return {"id": str(rng.randrange(12)), "property_lastmodifieddate": changed, "_fivetran_synced": moment(rng)} | {
        "property_email": rng.choice(["a@x.example", "b@x.example", None]),
        "_fivetran_deleted": rng.random() < 0.3,
    }


def crm(prefix):
    def row(rng):
        return {"id": f"{prefix}{rng.randrange(12)}", "last_modified_date": moment(rng), "is_deleted": False} | {
            "_fivetran_synced": moment(rng),
            "is_deleted": rng.random() < 0.3,
        }

    return row


ENTITIES = {
    "web.event": lambda rng: {"event_id": str(rng.randrange(30)), "event_name": rng.choice("abc")},
    "hubspot.email_event": lambda rng: {"id": str(rng.randrange(30)), "type": rng.choice("abc")},
    "hubspot.email_event_open": lambda rng: {"id": str(rng.randrange(30)), "duration": rng.randrange(9)},
    "hubspot.email_event_click": lambda rng: {"id": str(rng.randrange(30)), "url": rng.choice("abc")},
    "hubspot.contact": contact,
    "hubspot.contact_property_history": lambda rng: {
        "contact_id": str(rng.randrange(5)),
        "name": rng.choice("ab"),
        "timestamp": START + timedelta(hours=rng.randrange(3)),
        "value": rng.choice("xyz"),
    },
    "salesforce.task": crm("00T"),
    "salesforce.lead": crm("00Q"),
    "salesforce.opportunity_history": lambda rng: {
        "id": f"006{rng.randrange(5)}",
        "_fivetran_start": START + timedelta(days=rng.randrange(4)),
        "stage_name": rng.choice("abc"),
        "_fivetran_synced": moment(rng),
    },
    "success.usage": lambda rng: {
        "salesforce_account_id": f"001{rng.randrange(4)}",
        "week_start": (START + timedelta(weeks=rng.randrange(4))).date(),
        "sessions": rng.randrange(9),
    },
}


@pytest.fixture(scope="module")
def tables(raw_warehouse):
    """Contents of the incremental tables: on top of an earlier build, and built from the start."""
    rng = random.Random(5)
    w = raw_warehouse()
    for sequence, entity in enumerate(ENTITIES, start=100):
        w.deliver(entity, *(ENTITIES[entity](rng) for _ in range(20)), landing_seq=sequence)
    w.run(*INCREMENTAL)
    late = [  # a batch that was held at first has a lower landing sequence than what is built already
        w.deliver(entity, *(ENTITIES[entity](rng) for _ in range(8)), landing_seq=sequence)
        for start in (200, 10)
        for sequence, entity in enumerate(ENTITIES, start=start)
        if entity != "success.usage"
    ]
    w.run(*INCREMENTAL, new_batches=late)
    found = {"incremental": contents(w)}
    w.run(*INCREMENTAL)
    return found | {"full": contents(w)}


def contents(w):
    return {table: w.query(f"from staging.{table} order by all") for table in INCREMENTAL}


@pytest.mark.parametrize("table", INCREMENTAL)
def test_incremental_equals_full(tables, table):
    assert tables["full"][table]
    assert tables["incremental"][table] == tables["full"][table]


def test_other_keys_are_not_rewritten(raw_warehouse):
    import duckdb

    w = raw_warehouse()
    w.deliver("web.event", {"event_id": "old", "event_name": "a"})
    w.run("stg_web__events")
    with duckdb.connect(str(w.database)) as connection:
        connection.execute("update staging.stg_web__events set country = 'kept'")
    w.run("stg_web__events", new_batches=[w.deliver("web.event", {"event_id": "new", "event_name": "a"})])
    assert w.query("select web_event_id, country from staging.stg_web__events order by 1") == [
        ("new", None),
        ("old", "kept"),
    ]
