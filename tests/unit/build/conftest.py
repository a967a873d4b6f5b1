"""A project of one contract and three small models, a ledger, and batches that are accepted in a moment."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tandem.config import PROJECT_ROOT, Settings
from tandem.ledger import Batch, Ledger

AS_OF = datetime.fromisoformat("2026-01-31")

CONTRACT = """
system: salesforce
entity: lead
team: sales
version: 1
description: One lead.
delivery: {mode: append}
format: {kind: csv}
time_zone: UTC
freshness: {every: 1 day, warn_after: 2 days}
volume: {}
columns:
  id: {type: string}
  score: {type: integer}
"""

PROJECT = """
name: small
version: "1.0.0"
config-version: 2
profile: tandem
vars: {as_of: "2000-01-01 00:00:00", full: true, build_no: 0, new_batches: []}
models:
  small: {+materialized: table}
"""

MODELS = {
    "sources.yml": """
        sources:
          - {name: raw, schema: raw, tables: [{name: salesforce__lead}]}
          - {name: identity, schema: identity, tables: [{name: person_links}]}
        """,
    "stg_leads.sql": """
        select id, score, cast('{{ var("as_of") }}' as timestamp) as as_of
        from {{ source('raw', 'salesforce__lead') }}
        """,
    "links.sql": "select * from {{ source('identity', 'person_links') }}",
    "dim_person.sql": "select * from {{ ref('links') }}",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    project = tmp_path / "project"
    (project / "contracts" / "salesforce").mkdir(parents=True)
    (project / "contracts" / "salesforce" / "lead.yml").write_text(CONTRACT)
    models = project / "dbt_project" / "models"
    models.mkdir(parents=True)
    (models.parent / "dbt_project.yml").write_text(PROJECT)
    shutil.copy2(PROJECT_ROOT / "dbt_project" / "profiles.yml", models.parent)
    for name, text in MODELS.items():
        (models / name).write_text("\n".join(line[8:] if line[:8].isspace() else line for line in text.splitlines()))
    return Settings(home=tmp_path / "home", project_root=project)


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with Ledger.open(settings) as opened:
        yield opened


@pytest.fixture
def accepted(settings: Settings, ledger: Ledger) -> Callable[..., Batch]:
    """``accepted("a", "b")`` is a new accepted batch with two leads; its raw file is in place."""

    def make(*ids: str) -> Batch:
        number = len(ledger.deliveries()) + 1
        ledger.register_delivery(
            team="sales",
            system="salesforce",
            entity="lead",
            file_name="lead.csv",
            origin=f"inbox/{number}/lead.csv",
            size=10,
            sha256=f"{number:064}",
            arrived_at=AS_OF,
            store=lambda seq: f"landing/salesforce/lead/{seq:08d}.csv",
        )
        (batch,) = ledger.claim()
        if ids:
            file = settings.raw / "salesforce" / "lead" / f"{batch.batch_id}.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            rows = ", ".join(f"('{name}', {i})" for i, name in enumerate(ids))
            duckdb.execute(
                f"copy (select id, score::bigint as score, '{batch.batch_id}' as _batch_id, {number}::bigint "
                f"as _landing_seq, 1::bigint as _row_number, timestamp '2026-01-01' as _landed_at, "
                f"null::varchar as _extra from (values {rows}) t(id, score)) to '{file}' (format parquet)"
            )
        return ledger.accept_batch(batch.batch_id, records=len(ids), loaded=len(ids), quarantined=0, contract_version=1)

    return make


@pytest.fixture
def released(settings: Settings, ledger: Ledger) -> Callable[[], str]:
    """Record a release of everything accepted, as publishing would."""

    def make() -> str:
        import tandem
        from tandem.release.manifest import definitions_fingerprint

        build = ledger.begin_build(AS_OF)
        release_id = f"r{build.build_no:06d}"
        folder = settings.releases / release_id
        folder.mkdir(parents=True)
        (folder / "restricted.duckdb").write_bytes(b"")
        manifest = {"code_version": tandem.__version__, "definitions": definitions_fingerprint(settings)}
        ledger.record_release(release_id, build.build_no, AS_OF, manifest)
        ledger.set_current(release_id)
        ledger.finish_build(build.build_no, "published")
        return release_id

    return make
