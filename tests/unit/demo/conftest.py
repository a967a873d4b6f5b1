"""One small company for all tests of this folder, with its files as DuckDB tables."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tandem.config import Settings
from tandem.contracts import Contract, Contracts
from tandem.demo.generate import write_company

PEOPLE, SEED = 2_000, 4_711
SYSTEMS = {
    "consent",
    "events",
    "facebook_ads",
    "finance",
    "google_ads",
    "hubspot",
    "linkedin_ads",
    "marketing_plan",
    "partners",
    "sales_plan",
    "salesforce",
    "success",
    "web",
}


@dataclass
class Company:
    """A written company: its folder, its manifest, and every table-like entity as text in DuckDB."""

    out: Path
    manifest: dict
    contracts: dict[str, Contract]
    database: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> list[tuple]:
        """Rows of a query over tables ``salesforce__lead`` (text) and ``truth_<table>``."""
        return self.database.execute(sql).fetchall()

    def number(self, sql: str) -> int:
        """The single number that a query returns."""
        return self.rows(sql)[0][0]

    def files(self, contract: Contract) -> list[Path]:
        """Delivered files of an entity in delivery order."""
        return sorted(self.out.glob(f"sources/*/{contract.raw_table}.*"))


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    out = tmp_path_factory.mktemp("demo") / "company"
    manifest = write_company(PEOPLE, SEED, out)
    database = duckdb.connect()
    delivered = set(manifest["records_by_entity"])
    contracts = {contract.name: contract for contract in Contracts.load(Settings()) if contract.name in delivered}
    written = Company(out, manifest, contracts, database)
    for contract in contracts.values():
        files = [str(path) for path in written.files(contract)]
        if files:
            database.execute(f'create table "{contract.raw_table}" as select * from {_reader(contract, files)}')
    for table in sorted((out / "truth").glob("*.parquet")):
        database.execute(f"create view truth_{table.stem} as select * from read_parquet('{table}')")
    return written


def _reader(contract: Contract, files: list[str]) -> str:
    kind = contract.format.kind
    if kind == "parquet":
        return f"read_parquet({files!r}, filename = true)"
    if kind.startswith("jsonl"):
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in contract.columns)
        return f"read_json({files!r}, format = 'newline_delimited', columns = {{{columns}}}, filename = true)"
    delimiter = "\t" if kind == "tsv" else ","
    return (
        f"read_csv({files!r}, all_varchar = true, header = true, delim = '{delimiter}', quote = '\"', escape = '\"', "
        "union_by_name = true, filename = true)"
    )
