"""Great Expectations on DuckDB: right verdicts and counts, no values in results or docs, nothing left open."""

import re
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest

from tandem.config import Settings
from tandem.quality.engine import run_suites
from tandem.quality.suites import Check, Expectation, Suite

SECRET = "ann.example@secret.example"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema core")
        connection.execute(
            f"create table core.people as select 'p' || i % 9 as id, '{SECRET}' as email, {{'a': 1}} as s "
            "from range(10) t(i)"
        )
    return path


def _check(name, **how):
    return Check(id=name, severity="critical", owner="both", sentence="S.", advice="A.", table="core.people", **how)


def _expect(kind, **kwargs):
    return {"expectation": Expectation(type=kind, kwargs=kwargs)}


def _run(tmp_path, database, *checks, docs=None):
    suite = Suite(name="release/example", about="x", checks=checks)
    return run_suites(
        Settings(home=tmp_path / "home"),
        database,
        [suite],
        parameters={"as_of": "timestamp '2026-01-31'"},
        is_public=lambda _, column: column == "id",
        docs=docs,
    )


def test_verdicts_and_counts_come_back_in_order(tmp_path, database):
    results = _run(
        tmp_path,
        database,
        _check("sql_fails", sql="select id from core.people where id = 'p0'"),
        _check("unique", **_expect("expect_column_values_to_be_unique", column="id")),
        _check("sql_passes", sql="select 1 from core.people where $as_of < timestamp '2000-01-01' and s = {'a': 2}"),
        _check("not_null", **_expect("expect_column_values_to_not_be_null", column="id")),
        _check("rows", **_expect("expect_table_row_count_to_equal", value=10)),
    )
    assert [(r.check, r.passed, r.failing_rows) for r in results[:4]] == [
        ("sql_fails", False, 2),
        ("unique", False, 2),
        ("sql_passes", True, 0),
        ("not_null", True, 0),
    ]
    assert results[4].passed


def test_nothing_but_the_verdict_on_personal_columns(tmp_path, database):
    docs = tmp_path / "docs"
    (result,) = _run(
        tmp_path, database, _check("unique", **_expect("expect_column_values_to_be_unique", column="email")), docs=docs
    )
    assert (result.passed, result.failing_rows) == (False, None)
    assert SECRET not in repr(result)
    assert SECRET not in "".join(page.read_text() for page in docs.rglob("*.html"))


def test_data_docs_need_no_network(tmp_path, database):
    docs = tmp_path / "docs"
    _run(tmp_path, database, _check("unique", **_expect("expect_column_values_to_be_unique", column="id")), docs=docs)
    pages = list(docs.rglob("*.html"))
    assert (docs / "index.html") in pages
    assert len(pages) == 3
    for page in pages:
        text = page.read_text()
        assert "Content-Security-Policy" in text
        assert "http://" not in text
        assert "https://" not in text
        assert "<script" not in text
        assert "onclick" not in text
    index = (docs / "index.html").read_text()
    (link,) = re.findall('href="([^"]+)"', index)
    assert (docs / unquote(link)).is_file()
    assert "<td>release/example</td>" in index
    assert "<td>1</td><td>1</td>" in index, "one check, one failed"


def test_a_check_that_cannot_be_evaluated_has_failed_and_shows_no_error_text(tmp_path, database):
    docs = tmp_path / "docs"
    results = _run(
        tmp_path,
        database,
        _check("bad_cast", sql="select email::integer from core.people"),
        _check("no_table", sql="select * from core.nothing"),
        _check("fine", sql="select 1 where false"),
        docs=docs,
    )
    assert [(r.check, r.passed) for r in results] == [("bad_cast", False), ("no_table", False), ("fine", True)]
    text = "".join(page.read_text() for page in docs.rglob("*.html"))
    assert "bad_cast" in text
    assert SECRET not in text


def test_the_file_can_be_written_again_afterwards(tmp_path, database):
    _run(tmp_path, database, _check("fine", sql="select 1 where false"))
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table core.more as select 1 as x")
