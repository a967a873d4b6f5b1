"""Every table of the Fivetran test exports goes through acceptance and staging: loaded, or refused with a reason.

These files were written by somebody else: odd column names, byte-order marks, missing final newlines, empty tables.
"""

import csv
import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tandem.accept import accept_batch
from tandem.build import build_candidate
from tandem.config import Settings
from tandem.contracts import Contracts, DeliveryMode
from tandem.landing import land_path
from tandem.ledger import Ledger, utcnow

SALESFORCE = "fivetran_dbt_salesforce"
HUBSPOT = "fivetran_dbt_hubspot"
ADS = "fivetran_dbt_ad_reporting"
# File-name prefix of an ad platform's tables -> our name of the system.
AD_SYSTEMS = {
    "amazon_ads": "amazon_ads",
    "apple_search": "apple_search_ads",
    "facebook_ads": "facebook_ads",
    "google_ads": "google_ads",
    "linkedin": "linkedin_ads",
    "microsoft_ads": "microsoft_ads",
    "pinterest": "pinterest_ads",
    "reddit_ads": "reddit_ads",
    "snapchat": "snapchat_ads",
    "tiktok": "tiktok_ads",
    "twitter": "twitter_ads",
}
# The exports call these tables ad_..., the connector's own schema does not.
LINKEDIN_NAMES = {
    "ad_campaign_group_history": "campaign_group_history",
    "ad_campaign_history": "campaign_history",
    "ad_creative_history": "creative_history",
}


def exports(shared_data: Path) -> list[tuple[Path, str, str]]:
    """(file, system, entity) of every exported table."""
    found = []
    for folder in (SALESFORCE, HUBSPOT, ADS):
        for file in sorted((shared_data / folder / "integration_tests" / "seeds").glob("*.csv")):
            table = re.sub(r"_data(_databricks|_postgres|_snowflake)?$", "", file.stem)
            if folder == SALESFORCE:
                found.append((file, "salesforce", table.removeprefix("sf_")))
            elif folder == HUBSPOT:
                found.append((file, "hubspot", table))
            else:
                prefix = next(prefix for prefix in AD_SYSTEMS if table.startswith(f"{prefix}_"))
                entity = table.removeprefix(f"{prefix}_")
                found.append((file, AD_SYSTEMS[prefix], LINKEDIN_NAMES.get(entity, entity)))
    return found


def records_in(file: Path) -> int:
    """Data records of a CSV file, counted by the standard library alone."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        return sum(1 for row in csv.reader(text) if row) - 1


@pytest.fixture(scope="module")
def accepted(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, int]]:
    """A home in which every export has been landed and accepted, and the records per entity that must be found."""
    settings = Settings(home=tmp_path_factory.mktemp("connectors"))
    expected: Counter[str] = Counter()
    with Ledger.open(settings) as ledger:
        for file, system, entity in exports(shared_data):
            land_path(settings, ledger, file, system=system, entity=entity)
            expected[f"{system}.{entity}"] += records_in(file)
        for batch in ledger.claim():
            accept_batch(settings, ledger, batch.batch_id, now=utcnow())
    return settings, dict(expected)


@pytest.mark.slow
def test_every_export_has_a_contract(shared_data: Path) -> None:
    contracts = {contract.name for contract in Contracts.load(Settings())}
    found = exports(shared_data)
    assert len(found) == 202
    assert {f"{system}.{entity}" for _, system, entity in found} <= contracts


@pytest.mark.slow
def test_every_row_is_loaded_or_refused_with_a_reason(accepted: tuple[Settings, dict[str, int]]) -> None:
    settings, expected = accepted
    with Ledger.open(settings) as ledger:
        batches = ledger.batches()
        assert [(batch.batch_id, batch.reason) for batch in batches if batch.state != "accepted"] == []
        found = {f"{batch.system}.{batch.entity}": batch.records for batch in batches}
        assert found == expected
        for batch in batches:
            assert batch.records == batch.loaded + batch.quarantined
            refused = settings.quarantine / batch.system / batch.entity / f"{batch.batch_id}.parquet"
            if batch.quarantined:
                reasons = duckdb.sql(f"select reasons from read_parquet('{refused}')").fetchall()
                assert len(reasons) == batch.quarantined
                assert all(reason for (reason,) in reasons)
        loaded, records = sum(b.loaded for b in batches), sum(b.records for b in batches)
        print(json.dumps({"files": 202, "records": records, "loaded": loaded, "quarantined": records - loaded}))
        assert loaded / records > 0.95


def staging_models() -> dict[str, list[str]]:
    """Entity -> the staging models that read its raw table; each reads one."""
    found: dict[str, list[str]] = {}
    for folder in ("models/staging", "models_on_request"):
        for file in (Settings().dbt_project / folder).rglob("*.sql"):
            for raw_table in set(re.findall(r"source\('raw', '(\w+)'\)", file.read_text())):
                found.setdefault(raw_table.replace("__", ".", 1), []).append(file.stem)
    return found


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_loaded_row_reaches_its_staging_model(accepted: tuple[Settings, dict[str, int]]) -> None:
    """Staging of all tables, those that no mart reads included, builds on somebody else's files and loses no key."""
    settings = accepted[0].model_copy(update={"further_tables": True})
    contracts = {contract.name: contract for contract in Contracts.load(settings)}
    with Ledger.open(settings) as ledger:
        loaded = {f"{batch.system}.{batch.entity}" for batch in ledger.batches() if batch.loaded}
        candidate = build_candidate(settings, ledger, as_of=datetime.fromisoformat("2026-01-31"))
    assert candidate is not None
    models, lost = staging_models(), []
    assert loaded <= models.keys()
    with duckdb.connect(str(candidate.database), read_only=True) as connection:
        for entity in sorted(loaded):
            contract = contracts[entity]
            if contract.delivery.mode is DeliveryMode.SNAPSHOT:
                continue  # the latest delivery is the table
            keys = ", ".join(f'"{column}"' for column in contract.delivery.key)
            rows = f"select distinct {keys}" if keys else "select *"
            deleted = f'where not coalesce("{contract.delivery.deleted}", false)' if contract.delivery.deleted else ""
            query = f"select count(*) from ({rows} from raw.{contract.raw_table} {deleted})"
            (needed,) = connection.execute(query).fetchone() or (0,)
            counts = [
                connection.execute(f"select count(*) from staging.{model}").fetchone()[0] for model in models[entity]
            ]
            if max(counts) < needed:
                lost.append((entity, counts, needed))
    assert lost == []
