"""A project of one contract and three marts, and candidates made by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tandem.config import Settings
from tandem.ledger import Build, Ledger
from tandem.quality import GateReport
from tandem.release import publish

AS_OF = datetime.fromisoformat("2026-01-31")

CONTRACT = """
system: salesforce
entity: opportunity
team: sales
version: 1
description: One opportunity.
delivery: {mode: append}
format: {kind: csv}
time_zone: UTC
freshness: {every: 1 day, warn_after: 2 days}
volume: {}
columns:
  id: {type: string}
"""

MODELS = """
version: 2
models:
  - name: dim_person
    columns:
      - {name: person_id}
      - {name: email, config: {meta: {personal: contact}}}
      - {name: full_name, meta: {personal: name}}
      - {name: country}
  - name: fct_opportunity
    columns:
      - {name: opportunity_id}
      - {name: amount}
      - {name: share}
  - name: people_by_country
    columns:
      - {name: country}
      - {name: people}
"""


@dataclass(frozen=True)
class HandMade:
    """What the build hands over."""

    build: Build
    folder: Path
    database: Path
    as_of: datetime


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder of its own and a project with one contract."""
    project = tmp_path / "project"
    (project / "contracts" / "salesforce").mkdir(parents=True)
    (project / "contracts" / "salesforce" / "opportunity.yml").write_text(CONTRACT)
    (project / "dbt_project" / "models" / "marts").mkdir(parents=True)
    (project / "dbt_project" / "models" / "marts" / "marts.yml").write_text(MODELS)
    (project / "dbt_project" / "dbt_project.yml").write_text("vars: {reporting_currency: CHF}\n")
    return Settings(home=tmp_path / "home", project_root=project, keep_releases=3)


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with Ledger.open(settings) as opened:
        yield opened


@pytest.fixture
def candidate(settings: Settings, ledger: Ledger) -> Callable[..., HandMade]:
    """Make a candidate; ``people`` decides how many rows its dim_person has."""

    def make(people: int = 3, statements: tuple[str, ...] = (), as_of: datetime = AS_OF) -> HandMade:
        build = ledger.begin_build(as_of)
        folder = settings.builds / str(build.build_no)
        folder.mkdir(parents=True)
        database = folder / "warehouse.duckdb"
        with duckdb.connect(str(database)) as connection:
            raw = folder / "raw.parquet"
            connection.execute(f"copy (select 1 as id) to '{raw}' (format parquet)")
            for schema in ("raw", "staging", "core", "sales", "ops"):
                connection.execute(f"create schema {schema}")
            connection.execute(f"create view raw.salesforce__opportunity as from read_parquet('{raw}')")
            connection.execute("create view staging.stg_opportunities as from raw.salesforce__opportunity")
            connection.execute("create view staging.stg_twice as from staging.stg_opportunities")
            connection.execute(
                f"""
                create table core.dim_person as
                select 'p' || i as person_id, 'p' || i || '@example.com' as email, 'Ann ' || i as full_name,
                    case when i % 2 = 0 then 'DE' end as country, 'secret' || i as undescribed
                from range({people}) t(i) order by hash(i)
                """
            )
            connection.execute(
                """
                create table core.fct_opportunity as
                select 'o' || i % 7 as opportunity_id, i::decimal(18, 2) as amount, i / 3 as share
                from range(20) t(i) order by hash(i)
                """
            )
            connection.execute("create table ops.freshness as select 1 as system, 2 as undescribed")
            connection.execute("create table core.undescribed as select 1 as x")
            connection.execute(
                """
                create view sales.people_by_country as
                select country, count(*) as people from warehouse.core.dim_person group by 1
                """
            )
            for statement in statements:
                connection.execute(statement)
        return HandMade(build, folder, database, as_of)

    return make


@pytest.fixture
def published(settings: Settings, ledger: Ledger, candidate: Callable[..., HandMade]) -> Callable[..., str]:
    """Make a candidate and publish it; returns the release id."""

    def make(*arguments, **named) -> str:
        return publish(settings, ledger, candidate(*arguments, **named), GateReport())

    return make
