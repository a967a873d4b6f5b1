"""The exact DAGs and their policy. A gate that can fail: an empty folder or a DAG too many is a failure too."""

import ast
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DAGS = ROOT / "dags"

# Parsing happens in a process of its own, as in Airflow, with an audit hook instead of trust: what a DAG file opens,
# connects to or imports while it is parsed is on the record.
PARSE = """
import json, sys
opened, connected = [], []
def watch(event, arguments):
    if event == "sqlite3.connect":
        opened.append(str(arguments[0]))
    elif event == "socket.connect":
        connected.append(str(arguments[1]))
from airflow.dag_processing.dagbag import DagBag
before = set(sys.modules)
sys.addaudithook(watch)
bag = DagBag(sys.argv[1])
def seconds(span):
    return span.total_seconds() if span is not None else None
def task_facts(task):
    return {
        "owner": task.owner, "pool": task.pool, "retries": task.retries, "delay": seconds(task.retry_delay),
        "backoff": task.retry_exponential_backoff, "max_delay": seconds(task.max_retry_delay),
        "timeout": seconds(task.execution_timeout), "teardown": task.is_teardown,
        "told": bool(task.on_failure_callback), "policy": task.retry_policy.serialize() if task.retry_policy else None,
        "upstream": sorted(task.upstream_task_ids), "trigger_rule": str(task.trigger_rule),
        "outlets": sorted(outlet.name for outlet in task.outlets),
    }
def dag_facts(dag):
    table = dag.timetable
    condition = getattr(table, "asset_condition", None)
    assets = [] if condition is None else getattr(condition, "objects", [condition])
    return {
        "schedule": type(table).__name__, "catchup": dag.catchup, "max_active_runs": dag.max_active_runs,
        "doc_md": dag.doc_md or "", "tags": sorted(dag.tags), "file": dag.fileloc,
        "clock": getattr(getattr(table, "timetable", table), "expression", None),
        "assets": sorted(asset.name for asset in assets),
        "watchers": [watcher.trigger.serialize() for asset in assets for watcher in asset.watchers],
        "tasks": {task.task_id: task_facts(task) for task in dag.tasks},
    }
print("FACTS" + json.dumps({
    "errors": {str(k): str(v) for k, v in bag.import_errors.items()},
    "dags": {dag_id: dag_facts(dag) for dag_id, dag in bag.dags.items()},
    "imported": sorted({name.partition(".")[0] for name in set(sys.modules) - before}),
    "opened": opened, "connected": connected,
}))
"""


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What Airflow makes of the folder, from a working directory that is not the project's."""
    home = tmp_path_factory.mktemp("airflow")
    done = subprocess.run(
        [sys.executable, "-c", PARSE, str(DAGS)],
        cwd=home,
        env={
            **os.environ,
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
            "PYTHONPATH": os.pathsep.join([str(DAGS), str(ROOT)]),
            "TANDEM_HOME": str(home / "data"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    facts = next(line for line in done.stdout.splitlines() if line.startswith("FACTS"))
    return json.loads(facts.removeprefix("FACTS"))


def every_task(parsed: dict) -> list[tuple[str, dict]]:
    return [
        (f"{dag_id}.{task_id}", task)
        for dag_id, dag in parsed["dags"].items()
        for task_id, task in dag["tasks"].items()
    ]


def test_the_dags_are_exactly_these(parsed: dict) -> None:
    assert parsed["errors"] == {}
    assert {dag_id: sorted(dag["tasks"]) for dag_id, dag in parsed["dags"].items()} == {
        "dispatch": ["sweep_build", "take_in", "wake_marketing", "wake_sales"],
        "ingest_marketing": ["accept", "wake_build"],
        "ingest_sales": ["accept", "wake_build"],
        "build_customer_view": ["build_check_publish"],
        "after_release": ["serve", "tell"],
        "maintain": ["backup", "notices", "serve", "sweep"],
    }
    # One file each, named after its DAG: nothing in the folder is skipped silently.
    assert {dag_id: Path(dag["file"]) for dag_id, dag in parsed["dags"].items()} == {
        file.stem: file for file in DAGS.glob("*.py")
    }


def test_schedules_are_of_the_kind_that_loses_no_event(parsed: dict) -> None:
    assert {
        dag_id: (dag["schedule"], dag["assets"], dag["clock"], dag["max_active_runs"])
        for dag_id, dag in parsed["dags"].items()
    } == {
        "dispatch": ("AssetOrTimeSchedule", ["tandem_inbox"], "* * * * *", 1),
        "ingest_marketing": ("PartitionedAssetTimetable", ["tandem_marketing_batch"], None, 4),
        "ingest_sales": ("PartitionedAssetTimetable", ["tandem_sales_batch"], None, 4),
        "build_customer_view": ("NullTimetable", [], None, 1),
        "after_release": ("PartitionedAssetTimetable", ["tandem_release"], None, 1),
        "maintain": ("CronTriggerTimetable", [], "7 * * * *", 1),
    }
    assert not any(dag["catchup"] for dag in parsed["dags"].values())


def test_each_keyed_asset_has_one_producer_and_one_consumer(parsed: dict) -> None:
    producers = {name: task["outlets"] for name, task in every_task(parsed) if task["outlets"]}
    assert producers == {
        "dispatch.wake_marketing": ["tandem_marketing_batch"],
        "dispatch.wake_sales": ["tandem_sales_batch"],
        "build_customer_view.build_check_publish": ["tandem_release"],
    }


def test_the_watcher_looks_at_the_inbox_of_the_data_folder(parsed: dict) -> None:
    (class_path, arguments), *others = parsed["dags"]["dispatch"]["watchers"]
    assert others == []
    assert class_path == "tandem_airflow.inbox.InboxTrigger"
    assert arguments["folder"].endswith("/data/inbox")


def test_every_task_backs_off_times_out_and_tells(parsed: dict) -> None:
    for name, task in every_task(parsed):
        assert task["retries"] >= 3, name
        assert (task["delay"], task["backoff"], task["max_delay"]) == (5, 2.0, 300), name
        assert 0 < task["timeout"] <= timedelta(hours=4).total_seconds(), name
        assert task["told"], name
        assert task["owner"] in {"marketing", "sales", "operations"}, name


def test_a_refusal_is_not_retried_and_a_busy_lease_is(parsed: dict) -> None:
    for name, task in every_task(parsed):
        rules = {
            exception: rule["action"]
            for rule in task["policy"]["rules"]
            for exception in (rule["exception"] if isinstance(rule["exception"], list) else [rule["exception"]])
        }
        assert rules == {
            "tandem.errors.HeldError": "fail",
            "tandem.errors.UsageError": "fail",
            "tandem.errors.BusyError": "retry",
        }, name


def test_one_writer_has_one_slot(parsed: dict) -> None:
    pools = json.loads((DAGS / "pools.json").read_text(encoding="utf-8"))
    used = {name: task["pool"] for name, task in every_task(parsed) if task["pool"] != "default_pool"}
    assert used == {
        "dispatch.take_in": "tandem_landing",
        "ingest_marketing.accept": "tandem_acceptance",
        "ingest_sales.accept": "tandem_acceptance",
        "build_customer_view.build_check_publish": "tandem_warehouse",
        "after_release.serve": "tandem_serving",
        "maintain.serve": "tandem_serving",
        "maintain.sweep": "tandem_warehouse",
        "maintain.backup": "tandem_warehouse",
    }
    assert set(used.values()) == set(pools)
    assert {name: pool["slots"] for name, pool in pools.items()} == {
        "tandem_landing": 1,
        "tandem_acceptance": 2,
        "tandem_warehouse": 1,
        "tandem_serving": 1,
    }


def test_waking_the_build_closes_every_ingest_whatever_came_of_the_batch(parsed: dict) -> None:
    for dag_id in ("ingest_marketing", "ingest_sales"):
        tasks = parsed["dags"][dag_id]["tasks"]
        # A teardown does not decide the run's state: a held batch stays a failed run.
        assert tasks["wake_build"]["teardown"]
        assert tasks["wake_build"]["upstream"] == ["accept"]


def test_every_dag_carries_its_operators_manual(parsed: dict) -> None:
    for dag_id, dag in parsed["dags"].items():
        docstring = ast.get_docstring(ast.parse(Path(dag["file"]).read_text(encoding="utf-8")))
        assert dag["doc_md"].strip() == docstring, dag_id
        assert docstring.startswith(f"## {dag_id}: "), dag_id
        for part in ("**When:**", "**What:**", "**If it fails:**", "**By hand:**"):
            assert part in docstring, f"{dag_id} does not say {part}"
        assert "tandem" in dag["tags"], dag_id


def test_parsing_is_cheap_and_touches_nothing(parsed: dict) -> None:
    heavy = {"duckdb", "pandas", "great_expectations", "dbt", "splink", "plotly", "alembic", "pyarrow", "scipy"}
    assert heavy.isdisjoint(parsed["imported"])
    assert parsed["opened"] == []
    assert parsed["connected"] == []


def test_dag_files_hold_no_logic() -> None:
    """A DAG file says when and in what order: no loops, no file or network access, one short function per task."""
    for file in DAGS.glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While | ast.ClassDef)], file.name
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            body = [line for line in function.body if not isinstance(line, ast.Expr | ast.Import | ast.ImportFrom)]
            assert len(body) <= 4, f"{file.name}: {function.name} belongs into tandem/orchestration"
