"""A warehouse of a few hand-written raw rows, built by the real dbt project."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tandem.accept import raw_view_sql
from tandem.build.assemble import open_database
from tandem.build.dbt import DbtProject
from tandem.config import Settings
from tandem.contracts import RAW_METADATA, Contracts
from tandem.database import attached
from tests.preloaded import share_parse

LANDED_AT = datetime.fromisoformat("2025-12-01")


class RawWarehouse:
    """Raw rows as acceptance writes them, and dbt on top.

    ``deliver`` lands one file of one entity and returns its batch; ``run`` builds models; ``query`` reads.
    """

    def __init__(self, folder: Path) -> None:
        self._settings = Settings(home=folder)
        self._contracts = Contracts.load(self._settings)
        self._files: dict[str, list[Path]] = {}
        self._landing_seq = 0
        self.database = folder / "warehouse.duckdb"
        self.released = folder / "released.duckdb"

    def deliver(self, entity: str, *rows: dict[str, Any], landing_seq: int | None = None) -> str:
        """One accepted file: ``rows`` hold some of the contract's columns, the others are null."""
        self._landing_seq = landing_seq or self._landing_seq + 1
        contract = self._contracts.get(*entity.split("."))
        batch_id = f"{entity}-{self._landing_seq:08d}"
        file = self._settings.raw / contract.system / contract.entity / f"{batch_id}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        types = {name: column.sql_type for name, column in contract.columns.items()} | RAW_METADATA
        unknown = {name for row in rows for name in row} - set(contract.columns)
        assert not unknown, f"{entity} has no columns {unknown}"
        with duckdb.connect() as connection:
            columns = ", ".join(f'"{name}" {sql_type}' for name, sql_type in types.items())
            connection.execute(f"create table t ({columns})")
            for number, row in enumerate(rows, start=1):
                metadata = {
                    "_batch_id": batch_id,
                    "_landing_seq": self._landing_seq,
                    "_row_number": number,
                    "_landed_at": LANDED_AT,
                }
                values = [(row | metadata).get(name) for name in types]
                connection.execute(f"insert into t values ({', '.join('?' * len(values))})", values)
            connection.execute(f"copy t to '{file}' (format parquet)")
        self._files.setdefault(entity, []).append(file)
        return batch_id

    def run(
        self,
        *models: str,
        new_batches: list[str] | None = None,
        as_of: str = "2026-01-31 00:00:00",
    ) -> None:
        """Build these models and what they read: everything, or (with ``new_batches``) what follows from them.

        Then the release before is what the last call of ``release`` found.
        """
        full = new_batches is None
        with duckdb.connect(str(self.database)) as connection:
            connection.execute("drop schema if exists raw cascade")
            connection.execute("create schema raw")
            for contract in self._contracts:
                files = self._files.get(contract.name, [])
                connection.execute(f'create view raw."{contract.raw_table}" as {raw_view_sql(contract, files)}')
        variables = {"as_of": as_of, "build_no": 1, "new_batches": new_batches or [], "full": full}
        project = DbtProject(self._settings, self.database, variables=variables)
        share_parse(self._settings.root)
        project.parse()
        share_parse(self._settings.root)
        with (
            open_database(self._settings, self.database) as connection,
            attached(connection, None if full else self.released),
        ):
            project.build("test", select=project.graph().before(*models), full=full)

    def release(self) -> None:
        """From here on, what is in the warehouse is the release before."""
        shutil.copyfile(self.database, self.released)

    def query(self, sql: str) -> list[tuple]:
        """Rows of a statement on the built warehouse."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def raw_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], RawWarehouse]:
    """Makes empty warehouses."""
    return lambda: RawWarehouse(tmp_path_factory.mktemp("warehouse"))
