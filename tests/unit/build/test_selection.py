"""What a build runs: the readers of what is new, what is missing, and nothing else."""

import duckdb
import pytest

from tandem.build.dbt import DbtProject
from tandem.build.selection import Graph

HERE = {("main", name) for name in ("stg_leads", "stg_calls", "links", "dim_person", "late")}


@pytest.fixture
def graph(settings) -> Graph:
    models = settings.dbt_project / "models"
    (models / "more.yml").write_text("sources: [{name: raw2, schema: raw, tables: [{name: calls}]}]")
    (models / "stg_calls.sql").write_text(
        "{{ config(materialized='view') }} select * from {{ source('raw2', 'calls') }}"
    )
    # The run time reaches a model through a macro of a macro, too.
    macros = settings.dbt_project / "macros"
    macros.mkdir()
    (macros / "time.sql").write_text(
        "{% macro run_time() %}'{{ var('as_of') }}'{% endmacro %}{% macro run_day() %}{{ run_time() }}{% endmacro %}"
    )
    (models / "late.sql").write_text(
        "{{ config(materialized='view') }} select * from {{ ref('links') }} where day < {{ run_day() }}"
    )
    warehouse = settings.builds / "1" / "warehouse.duckdb"
    warehouse.parent.mkdir(parents=True)
    duckdb.connect(str(warehouse)).close()
    project = DbtProject(settings, warehouse, variables={})
    project.parse()
    return project.graph()


def affected(graph, *sources, relations=HERE, run_time_changed=False):
    return graph.affected(sources, relations, run_time_changed=run_time_changed)


def test_the_readers_of_a_new_batch_and_theirs(graph):
    assert affected(graph, "raw.salesforce__lead") == {"stg_leads"}
    assert affected(graph, "identity.person_links") == {"links", "dim_person", "late"}
    assert affected(graph, "raw2.calls", "raw.salesforce__lead") == {"stg_leads", "stg_calls"}


def test_nothing_new_is_nothing_to_run(graph):
    assert affected(graph) == set()
    assert affected(graph, "raw.of_another_project") == set()


def test_another_run_time_reaches_its_readers_also_through_macros(graph):
    assert affected(graph, run_time_changed=True) == {"stg_leads", "late"}


def test_what_is_missing_is_built_and_its_readers(graph):
    assert affected(graph, relations=HERE - {("main", "links")}) == {"links", "dim_person", "late"}
    assert affected(graph, relations=set()) == graph.models


def test_a_view_stands_unless_it_is_missing_or_tells_the_run_time(graph):
    assert graph.standing_views(HERE, run_time_changed=False) == {"stg_calls", "late"}
    assert graph.standing_views(HERE - {("main", "stg_calls")}, run_time_changed=False) == {"late"}
    assert graph.standing_views(HERE, run_time_changed=True) == {"stg_calls"}


def test_after_identity(graph):
    assert graph.after("identity.*") == {"links", "dim_person", "late"}
