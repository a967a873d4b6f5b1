"""Every check of the entry suites can fail: good rows pass all of a suite, broken ones fail exactly their check.

The queries run on DuckDB itself; that Great Expectations runs them too is what the slow test at the end shows.
"""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from sqlalchemy import text

from tandem.config import Settings
from tandem.contracts import Column, Contract, Contracts
from tandem.quality.entry import check_entry
from tandem.quality.suites import Check, Suite, fill, load

CASES = yaml.safe_load(Path(__file__).with_name("entry_cases.yml").read_text(encoding="utf-8"))
BROKEN = [(entity, check) for entity, cases in CASES.items() for check in cases["bad"]]
SUITES = {suite.name.removeprefix("entry/"): suite for suite in load(Settings().expectations, "entry/*/*.yml")}

# Enough for every check that asks for a number of rows before it judges shares.
ROWS = 120

# The usual cell of a good row by type; 2026-01-05 is a Monday.
USUAL = {
    "currency": "'EUR'",
    "integer": "1",
    "boolean": "false",
    "date": "date '2026-01-05'",
    "timestamp": "timestamp '2026-01-05 10:00:00'",
}
METADATA = (
    "'batch' as _batch_id, 1::bigint as _landing_seq, i as _row_number, "
    "timestamp '2026-01-31 00:00:00' as _landed_at, null::varchar as _extra"
)


@cache
def _contracts() -> Contracts:
    return Contracts.load(Settings())


def _contract(entity: str) -> Contract:
    return _contracts().get(*entity.split("/"))


def _usual(name: str, column: Column) -> str:
    if column.values:
        return f"'{column.values[0]}'"
    return USUAL.get(column.type, "1" if column.type.startswith("decimal") else f"'{name}-' || i")


def _rows(entity: str, broken: dict[str, str] | None = None, count: int = 0) -> str:
    """Query for the accepted rows of a batch: good ones, of which the first ``count`` have the broken cells."""
    columns, good, broken = _contract(entity).columns, CASES[entity].get("good", {}), broken or {}
    assert {*good, *broken} <= columns.keys()
    cells = []
    for name, column in columns.items():
        cell = good.get(name) or _usual(name, column)
        if name in broken:
            cell = f"case when i < {count} then {broken[name]} else {cell} end"
        cells.append(f'cast({cell} as {column.sql_type}) as "{name}"')
    return f"select {', '.join(cells)}, {METADATA} from range({ROWS}) as numbers(i)"


def _case(entity: str, check: str) -> tuple[dict[str, str], int, set[str]]:
    """Broken cells, number of broken rows, and every check that must fail."""
    case: dict[str, Any] = dict(CASES[entity]["bad"][check])
    count, also = case.pop("rows", 1), case.pop("also", [])
    return case, count, {check, *also}


def _query(check: Check) -> str:
    """The check's query as Great Expectations hands it on; a colon in it must not read as a parameter."""
    query = fill(check.sql, {}).strip()
    assert text(query).compile().params == {}
    return query


def _failed(database: duckdb.DuckDBPyConnection, suite: Suite, rows: str) -> set[str]:
    database.execute(f"create or replace table accepted as {rows}")
    return {check.id for check in suite.checks if database.execute(_query(check)).fetchone()}


@pytest.fixture(scope="module")
def database():
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def test_every_entity_that_a_mart_reads_has_a_suite_of_its_own():
    staging = Settings().dbt_project / "models" / "staging"
    read = {
        table["config"]["meta"]["contract"].replace(".", "/")
        for file in staging.glob("*/*__sources.yml")
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]
        for table in source["tables"]
    }
    assert len(read) > 70
    assert read - SUITES.keys() == set()


def test_every_suite_belongs_to_a_contract():
    assert SUITES.keys() <= {f"{contract.system}/{contract.entity}" for contract in _contracts()}


def test_every_check_is_broken_once():
    assert {(entity, check.id) for entity, suite in SUITES.items() for check in suite.checks} == set(BROKEN)


@pytest.mark.parametrize("entity", SUITES)
def test_good_rows_pass_every_check(entity, database):
    assert _failed(database, SUITES[entity], _rows(entity)) == set()


@pytest.mark.parametrize(("entity", "check"), BROKEN)
def test_broken_rows_fail_their_check(entity, check, database):
    broken, count, expected = _case(entity, check)
    assert _failed(database, SUITES[entity], _rows(entity, broken, count)) == expected


@pytest.mark.parametrize("entity", SUITES)
def test_one_bad_row_holds_no_batch(entity, database):
    suite = SUITES[entity]
    for check in suite.checks:
        if check.severity == "critical":
            broken, _, _ = _case(entity, check.id)
            assert check.id not in _failed(database, suite, _rows(entity, broken, 1))


@pytest.mark.parametrize("entity", SUITES)
def test_every_check_speaks_to_people_and_shows_nobodys_data(entity, database):
    contract, suite = _contract(entity), SUITES[entity]
    assert 1 <= len(suite.checks) <= 4
    database.execute(f"create or replace table accepted as {_rows(entity)}")
    for check in suite.checks:
        assert check.sentence.endswith("."), check.id
        assert check.advice.endswith("."), check.id
        assert len(check.sentence) < 150, check.id
        shown = set(database.sql(_query(check)).columns)
        assert shown & {*contract.personal_columns, "_extra"} == set(), check.id
        # The same batch gets the same verdict whenever it is accepted again.
        assert not any(clock in check.sql.lower() for clock in ("now()", "today()", "current_")), check.id


@pytest.mark.slow
@pytest.mark.parametrize("entity", SUITES)
def test_great_expectations_runs_every_check(entity, tmp_path):
    accepted = tmp_path / "accepted.parquet"
    duckdb.sql(f"copy ({_rows(entity)}) to '{accepted}'")
    counts = {"records": ROWS, "loaded": ROWS, "quarantined": 0, "erased": 0}
    results = check_entry(Settings(home=tmp_path / "home"), _contract(entity), accepted, None, counts)
    # A check that could not be evaluated would count as failed.
    assert [result.check for result in results if not result.passed] == []
    assert {check.id for check in SUITES[entity].checks} < {result.check for result in results}
