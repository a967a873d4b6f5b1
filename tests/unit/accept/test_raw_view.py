"""The view over accepted files: typed, whatever version each file was written under."""

from decimal import Decimal

import duckdb
import pytest

from tandem.accept import raw_view_sql
from tandem.config import Settings
from tandem.contracts import RAW_METADATA, Contract, Contracts
from tandem.database import literal


def contract(**columns: dict) -> Contract:
    return Contract.model_validate(
        {
            "system": "files",
            "entity": "deal",
            "team": "sales",
            "version": 2,
            "description": "One deal.",
            "delivery": {"mode": "upsert", "key": ["id"]},
            "format": {"kind": "csv"},
            "time_zone": "UTC",
            "freshness": {"every": "1 day", "warn_after": "2 days"},
            "volume": {},
            "columns": {"id": {"type": "string", "required": True}, **columns},
        }
    )


@pytest.fixture
def engine():
    connection = duckdb.connect()
    yield connection
    connection.close()


META = "'b' AS _batch_id, 1::BIGINT AS _landing_seq, {row}::BIGINT AS _row_number, TIMESTAMP '2026-01-01' AS _landed_at"


def write(engine, path, select: str) -> None:
    engine.execute(f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet)")


def test_without_files_every_contract_gives_typed_columns_and_no_row(engine):
    for one in Contracts.load(Settings()):
        result = engine.sql(raw_view_sql(one, []))
        assert result.columns == [*one.columns, *RAW_METADATA]
        assert [str(t) for t in result.types][: len(one.columns)] == [c.sql_type for c in one.columns.values()]
        assert result.fetchall() == []


def test_a_promoted_column_is_filled_from_what_older_files_kept(engine, tmp_path):
    write(
        engine,
        tmp_path / "old's.parquet",
        f"""SELECT 'a' AS id, {META.format(row=1)}, '{{"region code":"North","bonus":"1.25"}}' AS _extra
            UNION ALL SELECT 'b', {META.format(row=2)}, '{{"bonus":"much"}}'
            UNION ALL SELECT 'c', {META.format(row=3)}, NULL""",
    )
    write(
        engine,
        tmp_path / "new.parquet",
        f"""SELECT 'd' AS id, 9.50::DECIMAL(18,2) AS bonus, 'South' AS "region code", {META.format(row=1)},
            NULL::VARCHAR AS _extra""",
    )
    two = contract(**{"bonus": {"type": "decimal(18,2)", "since": 2}, "region code": {"type": "string", "since": 2}})
    only_old = engine.sql(raw_view_sql(two, [tmp_path / "old's.parquet"])).fetchall()
    assert [(row[0], row[1], row[2]) for row in only_old] == [
        ("a", Decimal("1.25"), "North"),
        ("b", None, None),
        ("c", None, None),
    ]
    both = engine.sql(raw_view_sql(two, [tmp_path / "old's.parquet", tmp_path / "new.parquet"]))
    assert [str(t) for t in both.types] == ["VARCHAR", "DECIMAL(18,2)", "VARCHAR", *RAW_METADATA.values()]
    assert both.order("id").fetchall()[-1][:3] == ("d", Decimal("9.50"), "South")


def test_a_column_that_no_file_has_reads_as_null(engine, tmp_path):
    write(engine, tmp_path / "old.parquet", f"SELECT 'a' AS id, {META.format(row=1)}, NULL::VARCHAR AS _extra")
    later = contract(closed_on={"type": "date", "optional": True})
    assert engine.sql(raw_view_sql(later, [tmp_path / "old.parquet"])).fetchall()[0][:2] == ("a", None)
