"""A public database with every table that the page and the PostgreSQL copy read, values made by hand."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

# What an attacker, or a careless typist, may put into a text column.
NASTY = """<script>alert(1)</script><img src=x onerror=alert(2)>=HYPERLINK("http://evil.example")\x1b[31m\n{{ 7*7 }}"""


@pytest.fixture(scope="module")
def public_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("release") / "tandem.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(Path(__file__).with_name("release.sql").read_text())
        connection.execute("update core.dim_channel set channel_name = ? where channel_id = 'nasty'", [NASTY])
        connection.execute("update ops.quarantine_reasons set reason = ? where reason = 'nasty'", [NASTY])
    return path


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    gate = {"suite": "release/keys", "owner": "both", "severity": "critical", "passed": True, "failing_rows": 0}
    return {
        "release_id": "r000007",
        "build_no": 7,
        "as_of": "2026-01-31T00:00:00",
        "batches": [{"batch_id": "salesforce.opportunity-00000001"}],
        "tables": {},
        "gates": [
            {**gate, "check": "person_once", "sentence": "Every person appears exactly once.", "advice": "Look."},
            {
                **gate,
                "check": "no_mail_after_a_no",
                "severity": "warning",
                "passed": False,
                "failing_rows": 3,
                "sentence": "Nobody received a marketing mail after saying no.",
                "advice": "Take the person off every mailing list today.",
            },
        ],
        "freshness": [
            {"system": "salesforce", "entity": "lead", "team": "sales", "last_delivery_at": "2026-01-30T00:00:00",
             "warn_after": "2 days", "stale": False},
            {"system": "hubspot", "entity": "contact", "team": "marketing", "last_delivery_at": "2026-01-20T00:00:00",
             "warn_after": "2 days", "stale": True},
        ],
    }  # fmt: skip
