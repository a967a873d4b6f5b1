"""dbt in this process: phases, run-time values, and what people read when a model fails."""

import re

import duckdb
import pytest

from tandem.build.dbt import DbtProject
from tandem.build.raw_views import create_raw_views
from tandem.errors import TandemError


@pytest.fixture
def warehouse(settings, ledger, accepted):
    accepted("a", "secret@example.com")
    file = settings.builds / "1" / "warehouse.duckdb"
    file.parent.mkdir(parents=True)
    with duckdb.connect(str(file)) as connection:
        create_raw_views(connection, settings, ledger, [batch.batch_id for batch in ledger.batches()])
    return file


def project_on(settings, warehouse, as_of="2026-01-31 00:00:00") -> DbtProject:
    project = DbtProject(
        settings, warehouse, variables={"as_of": as_of, "build_no": 1, "new_batches": [], "full": True}
    )
    project.parse()
    return project


def test_phases_meet_around_identity(settings, warehouse):
    project = project_on(settings, warehouse)
    after = project.graph().after("identity.*")
    assert project.build("staging", select=project.graph().models - after, full=True) == 1
    # Another configuration than dbt's: refused if dbt still had the file open.
    with duckdb.connect(str(warehouse), config={"threads": 1, "memory_limit": "300MiB"}) as connection:
        connection.execute("create schema identity")
        connection.execute("create table identity.person_links as select 'a' as source_record_key, 'p_1' as person_id")
    assert project.build("marts", select=after, full=True) == 2
    assert project.build("nothing", select=[], full=True) == 0
    with duckdb.connect(str(warehouse)) as connection:
        assert connection.execute("from dim_person").fetchall() == [("a", "p_1")]


def test_run_time_is_seen_though_the_parse_is_kept(settings, warehouse):
    for as_of in ("2026-01-31 00:00:00", "2026-02-28 12:00:00"):
        project_on(settings, warehouse, as_of).build("staging", select=["stg_leads"], full=True)
        with duckdb.connect(str(warehouse)) as connection:
            assert connection.execute("select distinct as_of::varchar from stg_leads").fetchall() == [(as_of,)]


def test_a_table_may_become_a_view_and_the_reverse(settings, warehouse):
    model = settings.dbt_project / "models" / "stg_leads.sql"
    sql = model.read_text()
    for kind in ("table", "view", "table"):
        model.write_text(f"{{{{ config(materialized='{kind}') }}}} {sql}")
        project_on(settings, warehouse).build("staging", select=["stg_leads"], full=True)
        with duckdb.connect(str(warehouse)) as connection:
            query = "select table_type from information_schema.tables where table_name = 'stg_leads'"
            assert connection.execute(query).fetchall() == [("BASE TABLE" if kind == "table" else "VIEW",)]


def test_a_failed_model_is_named_and_no_cell_is_quoted(settings, warehouse):
    model = settings.dbt_project / "models" / "stg_leads.sql"
    model.write_text("select cast(id as integer) as id from {{ source('raw', 'salesforce__lead') }}")
    project = project_on(settings, warehouse)
    with pytest.raises(TandemError, match="model stg_leads failed") as failure:
        project.build("staging", select=["stg_leads"], full=True)
    assert "secret" not in str(failure.value)
    log = re.search(r"see (\S+)", str(failure.value)).group(1)
    assert log == str(settings.root / "logs" / "build-1.dbt.log")
    assert "stg_leads" in (settings.root / "logs" / "build-1.dbt.log").read_text()


def test_a_model_that_needs_more_memory_says_what_to_raise(settings, warehouse):
    model = settings.dbt_project / "models" / "stg_leads.sql"
    model.write_text("select list(range) as id from range(30000000)")
    settings = settings.model_copy(update={"memory_limit_mb": 100})
    with pytest.raises(TandemError, match=r"model stg_leads needs more memory than TANDEM_MEMORY_LIMIT_MB allows"):
        project_on(settings, warehouse).build("staging", select=["stg_leads"], full=True)


def test_a_project_that_cannot_be_read(settings, warehouse):
    (settings.dbt_project / "models" / "stg_leads.sql").write_text("select * from {{ ref('nowhere') }}")
    with pytest.raises(TandemError, match=r"dbt cannot read the project: .*nowhere"):
        project_on(settings, warehouse)
