"""CONTRIBUTING's road for a new system, walked in a copy of the project: a contract, a staging model, a registry line.

What it is not: a test of the mapping road; that is test_sparklesquad.py.
"""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml

from tandem.config import PROJECT_ROOT

DEALS = """deal,customer,state,value,opened,closed
D-1,Acme Rockets,won,1250.50,2025-03-01,2025-04-01
D-2,Acme Rockets,running,990.00,2025-05-01,
D-3,Mole & Sons,running,not known,2025-05-02,
"""
CONTACTS = "number,first,last,mail,since\nC-1,Ann,Lee,ann.lee@rockets.example,2025-02-01\n"

CONTRACT = """
system: acme
entity: {entity}
team: sales
version: 1
description: One {entity} of Acme's own system.
delivery: {{mode: append, key: [{key}]}}
format: {{kind: csv, final_newline: required}}
time_zone: UTC
freshness: {{every: 1 day, warn_after: 2 days}}
volume: {{}}
columns:
{columns}
"""
DEAL_COLUMNS = """
  deal: {type: string, required: true}
  customer: {type: string}
  state: {type: string, values: [won, lost, running]}
  value: {type: "decimal(18,2)"}
  opened: {type: date, required: true}
  closed: {type: date}
"""
CONTACT_COLUMNS = """
  number: {type: string, required: true}
  first: {type: string, personal: name}
  last: {type: string, personal: name}
  mail: {type: string, personal: email}
  since: {type: date}
"""
STG_DEALS = """
select
    'acme:' || deal as opportunity_id,
    'acme' as system,
    {{ source_record_key('acme.deal', ['deal']) }} as source_record_key,
    deal as opportunity_name,
    cast(null as string) as account_record_key,
    cast(null as string) as primary_person_record_key,
    cast(null as string) as owner_record_key,
    cast(null as string) as campaign_id,
    state as source_stage,
    cast(null as string) as opportunity_type,
    cast(null as string) as lead_source,
    cast(null as string) as loss_reason,
    opened as created_on,
    cast(opened as timestamp) as created_at,
    closed as closed_on,
    state <> 'running' as is_closed,
    state = 'won' as is_won,
    value as amount_original,
    'EUR' as currency,
    cast(null as decimal(9, 2)) as probability
from {{ source('raw', 'acme__deal') }}
"""
STG_CONTACTS = """
select
    {{ source_record_key('acme.contact', ['number']) }} as source_record_key,
    'acme' as system,
    'contact' as entity,
    number as source_id,
    _landing_seq as first_landing_seq,
    _row_number as first_row_number,
    first as given_name,
    last as family_name,
    mail as email,
    cast(null as string) as other_emails,
    cast(null as string) as phone,
    cast(null as string) as mobile_phone,
    cast(null as string) as company_name,
    cast(null as string) as job_title,
    cast(null as string) as street,
    cast(null as string) as postcode,
    cast(null as string) as city,
    cast(null as string) as country,
    cast(null as date) as birth_on,
    false as is_deleted,
    false as is_test_record,
    cast(since as timestamp) as created_at,
    cast(since as timestamp) as modified_at
from {{ source('raw', 'acme__contact') }}
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with one more system; nothing but new files and two lines of the registry."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("agreements", "contracts", "dashboards", "dbt_project", "expectations"):
        shutil.copytree(PROJECT_ROOT / name, folder / name, ignore=shutil.ignore_patterns("target", "logs"))
    contracts, staging = folder / "contracts" / "acme", folder / "dbt_project" / "models" / "staging" / "acme"
    contracts.mkdir()
    staging.mkdir()
    for entity, key, columns in (("deal", "deal", DEAL_COLUMNS), ("contact", "number", CONTACT_COLUMNS)):
        (contracts / f"{entity}.yml").write_text(CONTRACT.format(entity=entity, key=key, columns=columns))
    (staging / "stg_acme__deals.sql").write_text(STG_DEALS)
    (staging / "stg_acme__contacts.sql").write_text(STG_CONTACTS)
    sources = [{"name": "raw", "schema": "raw", "tables": [{"name": "acme__deal"}, {"name": "acme__contact"}]}]
    (staging / "_acme__sources.yml").write_text(yaml.safe_dump({"sources": sources}))
    registry = folder / "dbt_project" / "dbt_project.yml"
    text = registry.read_text()
    for line, model in (("people: []", "people: [stg_acme__contacts]"), ("opportunities: [", None)):
        assert line in text
        text = text.replace(line, model or f"{line}stg_acme__deals, ", 1)
    registry.write_text(text)
    return folder


@pytest.fixture(scope="module")
def home(project: Path, run_tandem, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the two files."""
    home, files = tmp_path_factory.mktemp("acme") / "home", tmp_path_factory.mktemp("files")
    for entity, text in (("deal", DEALS), ("contact", CONTACTS)):
        (files / f"acme__{entity}.csv").write_text(text)
    run_tandem(
        home,
        *("run", "--as-of", "2026-01-31T00:00:00Z", "--source", str(files)),
        TANDEM_PROJECT_ROOT=str(project),
    )
    return home


@pytest.fixture(scope="module")
def release(home: Path):
    connection = duckdb.connect(str(home / "releases" / "current" / "restricted.duckdb"), read_only=True)
    yield connection
    connection.close()


def test_the_deals_are_in_the_marts(release):
    rows = release.execute(
        "select opportunity_id, is_won, is_closed, cast(amount as varchar) from core.fct_opportunity order by 1"
    ).fetchall()
    assert rows == [("acme:D-1", True, True, "1250.50"), ("acme:D-2", False, False, "990.00")]


def test_the_contact_is_a_person(release):
    rows = release.execute("select given_name, email from core.dim_person").fetchall()
    assert rows == [("Ann", "ann.lee@rockets.example")]


def test_the_bad_row_is_kept_with_its_reason(home: Path, run_tandem):
    status = json.loads(run_tandem(home, "status", "--json").stdout)
    counts = {batch["entity"]: (batch["records"], batch["loaded"], batch["quarantined"]) for batch in status["batches"]}
    assert counts == {"deal": (3, 2, 1), "contact": (1, 1, 0)}


def test_the_gates_say_that_nothing_watches_the_new_system_yet(home: Path, run_tandem):
    gates = json.loads(run_tandem(home, "status", "--json").stdout)["gates"]
    failed = {gate["check"]: gate["severity"] for gate in gates if not gate["passed"]}
    assert failed.get("every_system_has_its_total") == "warning"
    assert "critical" not in failed.values()
