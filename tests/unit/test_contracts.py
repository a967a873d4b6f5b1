"""Contracts: every file is readable and means something; mistakes are named in one line."""

import os
from pathlib import Path

import pytest

from tandem.config import Settings
from tandem.contracts import Contract, Contracts, DeliveryMode
from tandem.errors import TandemError, UsageError

ALL = list(Contracts.load(Settings()))
GOOD = """
system: shop
entity: order
team: sales
version: 1
description: One order.
delivery: {mode: upsert, key: [id], version: [changed]}
format: {kind: csv}
time_zone: UTC
freshness: {every: 1 day, warn_after: 2 days}
volume: {}
columns:
  id: {type: string, required: true}
  changed: {type: timestamp}
"""


def load(folder: Path, text: str) -> Contract:
    file = folder / "contracts" / "shop" / "order.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return Contracts.load(Settings(home=folder)).get("shop", "order")


def test_the_data_folder_adds_contracts_and_a_changed_file_is_read_again(tmp_path):
    assert load(tmp_path, GOOD).version == 1
    file = tmp_path / "contracts" / "shop" / "order.yml"
    stamp = file.stat().st_mtime_ns
    file.write_text(GOOD.replace("version: 1", "version: 2"))
    os.utime(file, ns=(stamp + 10**9, stamp + 10**9))
    assert Contracts.load(Settings(home=tmp_path)).get("shop", "order").version == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("type: string", "type: text", "columns.id.type: Value error, unknown type 'text'"),
        ("time_zone: UTC", "time_zone: Mars/Base", "unknown time zone 'Mars/Base'"),
        ("team: sales", "team: legal", "team: "),
        ("key: [id]", "key: [number]", "not declared: number"),
        ("id: {type", "_extra: {type: string}\n  id: {type", "reserved: _extra"),
        ("key: [id], ", "", "delivery mode upsert needs a key"),
        ("columns:", "colour: red\ncolumns:", "colour: "),
        ("entity: order", "entity: invoice", "file and content differ"),
        ("system: shop", "system: [", "the file: "),
    ],
)
def test_mistakes_are_named_in_one_line(tmp_path, old, new, said):
    with pytest.raises(TandemError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert said in str(caught.value)
    assert "shop/order.yml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_entity_says_what_to_write():
    with pytest.raises(UsageError, match=r"write contracts/shop/nothing.yml"):
        Contracts([]).get("shop", "nothing")


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.name)
def test_every_contract_is_complete(contract: Contract):
    mode, columns = contract.delivery.mode, contract.columns
    assert contract.description.endswith(".")
    for name, column in columns.items():
        assert name == name.strip().lower(), f"{name}: headers are compared in lower case"
        assert column.since <= contract.version
    # An upsert without version columns is ordered by arrival alone.
    if mode is DeliveryMode.APPEND:
        assert contract.delivery.key or contract.delivery.repeated_rows == "keep"
    for name in contract.delivery.version:
        assert columns[name].type in ("timestamp", "date", "integer")
    if contract.delivery.deleted:
        assert columns[contract.delivery.deleted].type == "boolean"
    assert (contract.format.kind == "xlsx") == (contract.format.sheet is not None)
    assert set(contract.changes) == set(range(2, contract.version + 1))


def test_what_tells_a_person_from_others_is_personal_wherever_it_occurs():
    """Column names whose class was once forgotten in some contract."""
    classes = {"ip_address": "online_id", "user_agent": "online_id"}
    classes |= dict.fromkeys(("mailing_street", "mailing_city", "mailing_postal_code"), "address")
    found = {
        (contract.name, name): column.personal
        for contract in ALL
        for name, column in contract.columns.items()
        if name in classes
    }
    assert {key: personal for key, personal in found.items() if personal != classes[key[1]]} == {}
    assert len(found) >= 14
