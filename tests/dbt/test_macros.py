"""The macros give the same value on both engines. DuckDB here; the slow Spark test reads the same cases."""

import json
import re
from pathlib import Path

import duckdb
import pytest

from tandem.config import PROJECT_ROOT

CASES = json.loads((Path(__file__).parent / "macro_cases.json").read_text())
MODELS = PROJECT_ROOT / "dbt_project" / "models"


def macro_project(folder: Path) -> Path:
    """A dbt project of one model per case group, with the real macros, profiles and nothing else."""
    models = folder / "models"
    models.mkdir()
    macros = json.dumps(str(PROJECT_ROOT / "dbt_project" / "macros"))
    (folder / "dbt_project.yml").write_text(
        f"name: tandem\nversion: '1.0.0'\nprofile: tandem\nmacro-paths: [{macros}]\n"
        "flags: {send_anonymous_usage_stats: false}\n"
        "vars: {as_of: '2026-01-31 12:30:00', registry: {}}\nmodels: {+materialized: table, +schema: main}\n"
    )
    for group in CASES:
        columns = ",\n".join(f"    cast({case['sql']} as string) as {name}" for name, case in group["cases"].items())
        (models / f"{group['name']}.sql").write_text(
            f"select\n{columns}\nfrom {group.get('from', '(select 1 as one) t')}\n"
        )
    return folder


@pytest.fixture(scope="module")
def values(tmp_path_factory, monkeypatch_module):
    from dbt.cli.main import dbtRunner

    from tandem.build.dbt import _close_database

    folder = macro_project(tmp_path_factory.mktemp("macros"))
    database = folder / "macros.duckdb"
    monkeypatch_module.setenv("TANDEM_WAREHOUSE", str(database))
    profiles = str(PROJECT_ROOT / "dbt_project")
    result = dbtRunner().invoke(
        ["run", "--project-dir", str(folder), "--profiles-dir", profiles, "--target", "embedded", "--quiet"]
    )
    _close_database()
    assert result.success, [node.message for node in result.result or [] if node.message] or result.exception
    found = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for group in CASES:
            relation = connection.sql(f"select * from {group['name']}")
            found |= dict(zip(relation.columns, relation.fetchone(), strict=True))
    return found


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.mark.parametrize(
    ("name", "expected"), [(name, case["is"]) for group in CASES for name, case in group["cases"].items()]
)
def test_value(values, name, expected):
    assert values[name] == expected


def test_no_model_writes_an_interval_itself():
    """DuckDB merges interval constants that compare equal (30 days and 1 month): only macros/dates.sql may use them."""
    written = re.compile(r"\binterval\s+['(\d]", re.IGNORECASE)
    guilty = [file.name for file in MODELS.rglob("*.sql") if written.search(file.read_text())]
    assert guilty == []


def test_no_model_asks_the_clock():
    asked = re.compile(r"\bnow\(\)|\bcurrent_(date|timestamp|time)\b|\bget_current_timestamp\b", re.IGNORECASE)
    guilty = [file.name for file in MODELS.rglob("*.sql") if asked.search(file.read_text())]
    assert guilty == []
