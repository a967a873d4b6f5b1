"""The second engine: staging and core marts on Spark, from the same raw Parquet and DuckDB's identity.

The models are the same files. DuckDB builds what people use; this is for those who outgrow one machine, and the proof
that they can (tests/integration/test_spark.py compares the marts row for row).
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from tandem.config import Settings
from tandem.contracts import RAW_METADATA, Contract, Contracts
from tandem.errors import TandemError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Staging, identity inputs and core marts; the marts above core are sums over core.
SELECTION = "+path:models/marts/core"
_SPARK_TYPES = {"VARCHAR": "STRING"}


def why_not() -> str | None:
    """One line saying what Spark still needs on this machine; None when it can run."""
    if shutil.which("java") is None:
        return "Spark needs a Java runtime on the PATH: install openjdk-17-jre-headless"
    if not all(find_spec(package) for package in ("pyspark", "dbt.adapters.spark")):
        return "Spark needs its extra: run `make .venv/.installed-spark`"
    return None


def build_on_spark(
    settings: Settings,
    database: Path,
    files: dict[tuple[str, str], list[Path]],
    folder: Path,
    *,
    as_of: datetime,
) -> dict[str, Path]:
    """Build staging and core marts with Spark and return the Parquet folder of each table by ``schema.table``.

    ``database`` is a DuckDB warehouse with the raw views and the identity tables of the same batches (a candidate, or
    a release's restricted file); ``files`` are the pinned raw files by system and entity; ``folder`` is emptied and
    receives everything Spark writes. Raises TandemError naming what is missing or the first model that failed.
    """
    if reason := why_not():
        raise TandemError(reason)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with spark_session(settings, folder) as spark:
        with duckdb.connect(str(database), read_only=True) as connection:
            _register_raw(spark, connection, settings, files, folder)
            _register_identity(spark, connection, folder)
        results = _run_dbt(settings, folder, as_of)
    warehouse = folder / "warehouse"
    tables = {f"{node.schema}.{node.name}": warehouse / f"{node.schema}.db" / node.name for node in results}
    return {name: path for name, path in tables.items() if path.is_dir()}


@contextmanager
def spark_session(settings: Settings, folder: Path) -> "Iterator[SparkSession]":
    """A local session that dbt finds by itself. Few partitions: the cost of a small query is its number of tasks."""
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master(f"local[{settings.threads}]")
        .appName("tandem")
        .config("spark.driver.memory", f"{settings.memory_limit_mb}m")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", str(settings.threads))
        .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()


def _register_raw(
    spark: "SparkSession",
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    files: dict[tuple[str, str], list[Path]],
    folder: Path,
) -> None:
    spark.sql("create database raw")
    for contract in Contracts.load(settings):
        types = {name: column.sql_type for name, column in contract.columns.items()} | RAW_METADATA
        source = _raw_source(connection, contract, files.get((contract.system, contract.entity), []), folder)
        columns = ", ".join(
            f"cast({f'`{name}`' if source else 'null'} as {_SPARK_TYPES.get(sql_type, sql_type)}) as `{name}`"
            for name, sql_type in types.items()
        )
        rows = f"from parquet.`{source}`" if source else "where false"
        spark.sql(f"create view raw.`{contract.raw_table}` as select {columns} {rows}")


def _raw_source(
    connection: duckdb.DuckDBPyConnection, contract: Contract, files: list[Path], folder: Path
) -> Path | None:
    """A folder that holds exactly this entity's rows: links to its files as they are.

    Files of an older contract version lack a column that is filled from ``_extra`` by acceptance's rules; these live
    in the DuckDB view, so that entity is taken from there.
    """
    from pyarrow.parquet import read_schema

    if not files:
        return None
    source = folder / "raw" / contract.raw_table
    source.mkdir(parents=True)
    wanted = {*contract.columns, *RAW_METADATA}
    if all(wanted <= set(read_schema(file).names) for file in files):
        for file in files:
            (source / file.name).symlink_to(file.resolve())
    else:
        connection.execute(f"copy (from raw.\"{contract.raw_table}\") to '{source / 'rows.parquet'}' (format parquet)")
    return source


def _register_identity(spark: "SparkSession", connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    spark.sql("create database identity")
    (folder / "identity").mkdir()
    tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'identity'").fetchall()
    for (table,) in sorted(tables):
        file = folder / "identity" / f"{table}.parquet"
        connection.execute(f"copy identity.\"{table}\" to '{file}' (format parquet)")
        columns = connection.execute(
            "select column_name, data_type from duckdb_columns() "
            "where schema_name = 'identity' and table_name = ? order by column_index",
            [table],
        ).fetchall()
        select = ", ".join(f"cast(`{name}` as {_SPARK_TYPES.get(kind, kind)}) as `{name}`" for name, kind in columns)
        spark.sql(f"create view identity.`{table}` as select {select} from parquet.`{file}`")


def _run_dbt(settings: Settings, folder: Path, as_of: datetime) -> list[Any]:
    from dbt.cli.main import dbtRunner

    project = str(settings.dbt_project)
    variables = {"as_of": as_of.strftime("%Y-%m-%d %H:%M:%S"), "build_no": 0, "new_batches": [], "full": True}
    result = dbtRunner().invoke(
        [
            *("build", "--resource-type", "seed", "--resource-type", "model", "--select", SELECTION),
            *("--project-dir", project, "--profiles-dir", project, "--target", "spark", "--full-refresh"),
            *("--vars", json.dumps(variables), "--target-path", str(folder / "dbt"), "--log-path", str(folder / "dbt")),
            *("--log-level", "none", "--log-level-file", "debug", "--no-print", "--no-version-check"),
        ]
    )
    if result.exception:
        raise TandemError(f"dbt stopped on Spark: {type(result.exception).__name__}, see {folder / 'dbt' / 'dbt.log'}")
    failed = [run.node.name for run in result.result.results if str(run.status) not in ("success", "skipped")]
    if failed:
        raise TandemError(f"on Spark {len(failed)} models failed, first {failed[0]}: see {folder / 'dbt' / 'dbt.log'}")
    return [run.node for run in result.result.results]
