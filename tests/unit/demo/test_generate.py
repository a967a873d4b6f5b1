"""The company is the same for the same seed, delivers what the contracts promise, and counts what it wrote."""

import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest

from tandem.config import Settings
from tandem.contracts import Contracts
from tandem.demo import people
from tandem.demo.generate import write_company
from tandem.demo.sampling import stream
from tandem.errors import UsageError

from .conftest import PEOPLE, SEED, SYSTEMS, Company

NEW_COLUMN, APPEARS_ON = "property_preferred_language", "2025-06-30"


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _changed_at(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.glob("sources/*/*")}


def test_same_seed_same_bytes(company: Company, tmp_path: Path) -> None:
    write_company(PEOPLE, SEED, tmp_path / "again")
    assert _hashes(company.out) == _hashes(tmp_path / "again")
    # and the same time of change, by which landing knows a file that it already has
    assert _changed_at(company.out) == _changed_at(tmp_path / "again")


def test_another_seed_is_another_world() -> None:
    assert not np.array_equal(people.plan_organisations(1_000, 1), people.plan_organisations(1_000, 2))
    assert not np.array_equal(stream(1, "a", 0).random(4), stream(2, "a", 0).random(4))
    assert not np.array_equal(stream(1, "a", 0).random(4), stream(1, "a", 1).random(4))


def test_every_contract_of_the_company_is_delivered(company: Company) -> None:
    """Other connectors' tables have contracts too; what the company's story needs is listed by its own systems."""
    delivered = {name.split(".")[0] for name in company.manifest["records_by_entity"]}
    assert delivered == SYSTEMS
    assert len(company.manifest["records_by_entity"]) == 73


def test_headers_are_the_contracts(company: Company) -> None:
    for contract in company.contracts.values():
        columns = list(contract.columns)
        for path in company.files(contract):
            header = _header(path)
            if contract.name == "hubspot.contact" and path.parent.name >= APPEARS_ON:
                assert header == [*columns, NEW_COLUMN], path.parent.name
            else:
                assert header == columns, (contract.name, path.parent.name)


def _header(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        return pq.read_schema(path).names
    if path.name.endswith(".jsonl.gz"):
        return list(json.loads(gzip.open(path, "rt", encoding="utf-8").readline()))
    line = path.open(encoding="utf-8").readline().rstrip("\n")
    if path.suffix == ".jsonl":
        return list(json.loads(line))
    return [name.strip('"') for name in line.split("\t" if path.suffix == ".tsv" else ",")]


def test_workbooks_have_the_sheets_of_the_contracts(company: Company) -> None:
    sheets = [contract for contract in Contracts.load(Settings()) if contract.format.workbook]
    for name in ("marketing_plan", "sales_plan"):
        path = max(company.out.glob(f"sources/*/{name}.xlsx"))
        book = openpyxl.load_workbook(path, read_only=True)
        wanted = {c.format.sheet: list(c.columns) for c in sheets if c.format.workbook == name}
        assert {s.title: [cell.value for cell in next(s.iter_rows(max_row=1))] for s in book} == wanted


def test_only_the_bad_rows_that_the_truth_names_break_a_contract(company: Company) -> None:
    broken: dict[str, int] = {}
    for contract in company.contracts.values():
        if not company.files(contract):
            continue
        for name, column in contract.columns.items():
            cell = f'"{name}"'
            tests = [f"({cell} is not null and try_cast({cell} as {column.sql_type}) is null)"]
            if column.required:
                tests.append(f"{cell} is null")
            if column.values:
                tests.append(f"({cell} is not null and {cell} not in ({', '.join(repr(v) for v in column.values)}))")
            count = company.number(f'select count(*) from "{contract.raw_table}" where {" or ".join(tests)}')
            if count:
                broken[f"{contract.name}:{name}"] = count
    truth = dict(company.rows("select entity || ':' || \"column\", sum(rows)::int from truth_quarantine group by all"))
    assert broken == truth
    assert len({name.split(":")[0] for name in truth}) >= 5


def test_the_truth_counts_every_file(company: Company) -> None:
    counted = dict(company.rows("select path, records from truth_files where sheet is null"))
    found = {}
    for contract in company.contracts.values():
        if company.files(contract):
            for path, records in company.rows(f'select filename, count(*) from "{contract.raw_table}" group by 1'):
                found[str(Path(path).relative_to(company.out / "sources"))] = records
    assert found == counted
    assert company.manifest["files"] == len(list((company.out / "sources").rglob("*.*")))
    assert company.number("select sum(records)::int from truth_files") == company.manifest["records"]


@pytest.fixture(scope="module")
def chunked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company of several chunks."""
    out = tmp_path_factory.mktemp("chunked") / "company"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "CHUNK_PEOPLE", 120)
        write_company(300, 3, out)
    return out


def test_keys_stay_unique_over_the_borders_of_chunks(chunked: Path) -> None:
    for table, key in (
        ("persons", "true_person_id"),
        ("organisations", "domain"),
        ("person_records", "source_record_key"),
        ("deals", "opportunity_id"),
    ):
        keys = pq.read_table(chunked / "truth" / f"{table}.parquet").column(key).to_pylist()
        assert len(keys) == len(set(keys)) > 0
    assert pq.read_table(chunked / "truth" / "persons.parquet").num_rows == 300


def test_refuses_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    stranger = tmp_path / "documents"
    stranger.mkdir()
    (stranger / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        write_company(250, 3, stranger)
    assert (stranger / "letter.txt").read_text() == "mine"
    with pytest.raises(UsageError, match="is a file"):
        write_company(250, 3, stranger / "letter.txt")
    with pytest.raises(UsageError, match="choose a number"):
        write_company(10, 3, tmp_path / "small")


def test_replaces_its_own_folder(chunked: Path) -> None:
    (chunked / "sources" / "left over").mkdir()
    assert write_company(260, 3, chunked)["people"] == 260
    assert not (chunked / "sources" / "left over").exists()
    assert [path.name for path in chunked.parent.iterdir()] == [chunked.name]
