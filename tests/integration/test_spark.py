"""Core marts are equal on DuckDB and Spark, row for row, from the same raw files and DuckDB's identity."""

from datetime import datetime

import duckdb
import pytest

from tandem.build import open_candidate
from tandem.build.raw_views import pinned_files
from tandem.build.spark import build_on_spark, why_not
from tandem.config import Settings
from tandem.ledger import Ledger

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
]

AS_OF = "2026-01-31T00:00:00Z"
# Enough people for every kind of mess of the synthetic company to occur.
PEOPLE = "300"


@pytest.fixture(scope="module")
def engines(tmp_path_factory, run_tandem):
    """A DuckDB connection on the candidate and the folder of each table that Spark wrote."""
    home = tmp_path_factory.mktemp("home")
    run_tandem(home, "demo", "--people", PEOPLE, "--seed", "11", "--out", str(home / "demo"))
    run_tandem(home, "land", str(home / "demo" / "sources"))
    run_tandem(home, "accept", "--all")
    run_tandem(home, "build", "--as-of", AS_OF)
    settings = Settings(home=home)
    with Ledger.open(settings) as ledger:
        candidate = open_candidate(settings, ledger)
        files = pinned_files(settings, ledger, candidate.build.batch_ids)
    as_of = datetime.fromisoformat(AS_OF.removesuffix("Z"))
    tables = build_on_spark(settings, candidate.database, files, home / "spark", as_of=as_of)
    with duckdb.connect(str(candidate.database), read_only=True) as connection:
        yield connection, tables


def different_rows(connection, table, folder):
    """How many rows only one of the engines has, each way."""
    schema, name = table.split(".")
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where schema_name = ? and table_name = ?", [schema, name]
    ).fetchall()
    select = ", ".join(f'cast("{column}" as {kind}) as "{column}"' for column, kind in columns)
    ours, theirs = f"select {select} from {table}", f"select {select} from read_parquet('{folder}/*.parquet')"
    return tuple(
        connection.execute(f"select count(*) from ({a} except all {b})").fetchone()[0]
        for a, b in ((ours, theirs), (theirs, ours))
    )


def test_spark_builds_every_core_mart(engines):
    connection, tables = engines
    core = connection.execute("select 'core.' || table_name from duckdb_tables() where schema_name = 'core'").fetchall()
    assert len(core) > 20
    assert {table for (table,) in core} <= set(tables)


@pytest.mark.parametrize("schema", ["core", "intermediate", "staging"])
def test_every_table_is_equal_row_for_row(engines, schema):
    connection, tables = engines
    compared = {table: folder for table, folder in tables.items() if table.startswith(f"{schema}.")}
    assert compared
    print(f"{schema}: {len(compared)} tables compared")  # shown by pytest -s, for whoever wants the figure
    differences = {table: different_rows(connection, table, folder) for table, folder in compared.items()}
    assert {table: counts for table, counts in differences.items() if counts != (0, 0)} == {}
