"""The export is the release's ordered Parquet, byte for byte."""

import json

import duckdb
import pytest

from tandem.errors import TandemError, UsageError
from tandem.release import current, export
from tandem.release.export import hash_of_all
from tandem.release.folder import sha256_of


def test_export_writes_every_table_and_its_hash(settings, published, tmp_path):
    published(3)
    out = tmp_path / "out"
    hashes = export(settings, out)
    assert set(hashes) == {"core.dim_person", "core.fct_opportunity", "sales.people_by_country"}
    assert json.loads((out / "hashes.json").read_text()) == hashes
    assert {table: sha256_of(out / f"{table}.parquet") for table in hashes} == hashes
    rows = duckdb.sql(f"select person_id from '{out}/core.dim_person.parquet'").fetchall()
    assert rows == [("p0",), ("p1",), ("p2",)]


def test_no_raw_float_is_exported(settings, published, tmp_path):
    published(3)
    export(settings, tmp_path / "out")
    types = duckdb.sql(f"describe from '{tmp_path}/out/core.fct_opportunity.parquet'").fetchall()
    assert {row[0]: row[1] for row in types}["share"] == "DECIMAL(28,6)"


def test_export_refuses_a_folder_with_something_in_it(settings, published, tmp_path):
    published(3)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    with pytest.raises(UsageError, match="not an empty folder"):
        export(settings, tmp_path / "out")


def test_export_notices_a_changed_release(settings, published, tmp_path):
    published(3)
    file = current(settings) / "parquet" / "core.dim_person.parquet"
    file.write_bytes(file.read_bytes() + b"x")
    with pytest.raises(TandemError, match=r"core\.dim_person .* changed"):
        export(settings, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_one_hash_over_all_depends_on_names_and_contents():
    assert hash_of_all({"a": "1", "b": "2"}) == hash_of_all({"b": "2", "a": "1"}) != hash_of_all({"a": "2", "b": "1"})
