"""What the tests of batches share: a contract of a shop's orders, files of orders, and what was written."""

from datetime import datetime
from pathlib import Path

import duckdb

from tandem.config import Settings
from tandem.landing import land_path
from tandem.ledger import Ledger

NOW = datetime.fromisoformat("2026-01-31")
CONTRACT = """
system: shop
entity: order
team: sales
version: {version}
description: One order.
delivery: {{mode: {mode}, key: [order_id]}}
format: {{kind: csv, final_newline: required}}
time_zone: UTC
freshness: {{every: 1 day, warn_after: 2 days}}
volume: {{empty: {empty}, fewer_rows: {{percent: 90, action: hold}}}}
columns:
  order_id: {{type: string, required: true}}
  buyer: {{type: string, personal: name}}
  amount: {{type: "decimal(18,2)"}}
{more}
"""


def agree(settings: Settings, *, version: int = 1, mode: str = "append", empty: str = "hold", more: str = "") -> None:
    file = settings.root / "contracts" / "shop" / "order.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(CONTRACT.format(version=version, mode=mode, empty=empty, more=more))


def land(settings: Settings, ledger: Ledger, tmp_path: Path, *contents: bytes) -> str:
    """Land files and claim them. Returns the batch."""
    for number, content in enumerate(contents):
        file = tmp_path / f"orders-{number}.csv"
        file.write_bytes(content)
        land_path(settings, ledger, file, system="shop", entity="order")
    (batch,) = ledger.claim()
    return batch.batch_id


def rows(path: Path) -> list[tuple]:
    with duckdb.connect() as engine:
        return engine.execute(f"SELECT * FROM '{path}' ORDER BY _landing_seq, _row_number").fetchall()


GOOD = b"order_id,buyer,amount\nA1,Ann,10.50\nA2,Bob,20\n"
MIXED = b"order_id,buyer,amount\nB1,Cy,1.005\nB2,Di,2.00\nA1,Ann,10.50\n"
