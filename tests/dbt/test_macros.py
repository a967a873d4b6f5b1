"""The macros give the same value on both engines: one list of cases, read by DuckDB here and by Spark when asked."""

import json
import re
from pathlib import Path

import duckdb
import pytest

from tandem.build.spark import spark_session, why_not
from tandem.config import PROJECT_ROOT, Settings

CASES = json.loads((Path(__file__).parent / "macro_cases.json").read_text())
EXPECTED = {name: case["is"] for group in CASES for name, case in group["cases"].items()}
MODELS = PROJECT_ROOT / "dbt_project" / "models"


def run_cases(folder: Path, target: str) -> None:
    """A dbt project of one model per group of cases, with the real macros and profiles and nothing else."""
    from dbt.cli.main import dbtRunner

    models = folder / "models"
    models.mkdir()
    macros = json.dumps(str(PROJECT_ROOT / "dbt_project" / "macros"))
    (folder / "dbt_project.yml").write_text(
        f"name: tandem\nversion: '1.0.0'\nprofile: tandem\nmacro-paths: [{macros}]\n"
        "flags: {send_anonymous_usage_stats: false}\n"
        "vars: {as_of: '2026-01-31 12:30:00', registry: {}}\nmodels: {+materialized: table, +schema: main}\n"
    )
    for group in CASES:
        columns = ",\n".join(f"cast({case['sql']} as string) as {name}" for name, case in group["cases"].items())
        source = group.get("from", "(select 1 as one) t")
        (models / f"{group['name']}.sql").write_text(f"select\n{columns}\nfrom {source}\n")
    profiles = str(PROJECT_ROOT / "dbt_project")
    result = dbtRunner().invoke(
        ["run", "--project-dir", str(folder), "--profiles-dir", profiles, "--target", target, "--quiet"]
    )
    assert result.success, [node.message for node in result.result or [] if node.message] or result.exception


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    from tandem.build.dbt import _close_database

    folder = tmp_path_factory.mktemp("macros")
    database = folder / "macros.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TANDEM_WAREHOUSE", str(database))
        run_cases(folder, "embedded")
    _close_database()
    found = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for group in CASES:
            relation = connection.sql(f"select * from {group['name']}")
            found |= dict(zip(relation.columns, relation.fetchone(), strict=True))
    return found


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
def test_value(values, name, expected):
    assert values[name] == expected


@pytest.mark.slow
@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
def test_values_on_spark(tmp_path):
    found = {}
    with spark_session(Settings(home=tmp_path), tmp_path) as spark:
        spark.sql("create database main")
        run_cases(tmp_path, "spark")
        for group in CASES:
            found |= spark.table(f"main.{group['name']}").collect()[0].asDict()
    assert found == EXPECTED


def test_no_model_writes_an_interval_itself():
    """DuckDB merges interval constants that compare equal (30 days and 1 month): only macros/dates.sql may use them."""
    written = re.compile(r"\binterval\s+['(\d]", re.IGNORECASE)
    guilty = [file.name for file in MODELS.rglob("*.sql") if written.search(file.read_text())]
    assert guilty == []


def test_no_model_asks_the_clock():
    asked = re.compile(r"\bnow\(\)|\bcurrent_(date|timestamp|time)\b|\bget_current_timestamp\b", re.IGNORECASE)
    guilty = [file.name for file in MODELS.rglob("*.sql") if asked.search(file.read_text())]
    assert guilty == []
