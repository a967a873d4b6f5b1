"""JSON lines, Parquet, workbooks, TSV and gzip: the same cells, the same reasons, the same counts."""

import gzip
import io
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tandem.accept.child import read_batch
from tandem.accept.job import FileJob, Job, Outcome
from tandem.contracts import Contract

COLUMNS = {
    "id": {"type": "string", "required": True},
    "n": {"type": "integer"},
    "amount": {"type": "decimal(18,2)"},
    "is_new": {"type": "boolean"},
    "seen_on": {"type": "date"},
    "seen_at": {"type": "timestamp"},
}


def contract(**changes) -> Contract:
    return Contract.model_validate(
        {
            "system": "files",
            "entity": "thing",
            "team": "sales",
            "version": 1,
            "description": "One thing.",
            "delivery": {"mode": "upsert", "key": ["id"]},
            "format": {"kind": "csv"},
            "time_zone": "UTC",
            "freshness": {"every": "1 day", "warn_after": "2 days"},
            "volume": {},
            "columns": COLUMNS,
        }
        | changes
    )


@pytest.fixture
def accept(tmp_path: Path):
    """Accept files under a contract: the outcome, the rows and the refused rows."""

    def accepting(*files: bytes, under: Contract | None = None, **job) -> tuple[Outcome, list[tuple], list[tuple]]:
        under = under or contract()
        jobs = []
        for number, data in enumerate(files, start=1):
            file = tmp_path / f"{number}.landed"
            file.write_bytes(data)
            jobs.append(FileJob(number, str(file), f"thing-{number}", "2026-01-31 00:00:00", **job))
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        outcome = read_batch(
            Job(
                "files.thing-1",
                under.model_dump(mode="json", exclude_defaults=True),
                jobs,
                str(work),
                400,
                1,
                10**9,
                10**6,
            )
        )
        if outcome.held:
            return outcome, [], []
        order = "ORDER BY _landing_seq, _row_number"
        with duckdb.connect() as engine:
            rows = engine.execute(f"SELECT * FROM '{outcome.accepted}' {order}").fetchall()
            refused = []
            if outcome.refused:
                refused = engine.execute(f"SELECT _row_number, reasons FROM '{outcome.refused}' {order}").fetchall()
        assert outcome.records == len(rows) + len(refused)
        return outcome, rows, refused

    return accepting


def cells(rows: list[tuple], columns: int = 6) -> list[tuple]:
    return [row[:columns] for row in rows]


EXPECTED = [
    ("a", 1, Decimal("1.50"), True, date(2026, 1, 5), datetime.fromisoformat("2026-01-05T12:00:00")),
    ("b", None, None, None, None, None),
]
LINES = [
    {"id": "a", "n": 1, "amount": 1.5, "is_new": True, "seen_on": "2026-01-05", "seen_at": "2026-01-05T12:00:00Z"},
    {"id": "b", "n": None, "amount": "", "is_new": None},
]


def as_jsonl(lines: list) -> bytes:
    return "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines).encode()


def as_parquet(folder: Path, select: str) -> bytes:
    with duckdb.connect() as engine:
        engine.execute(f"SET TimeZone = 'UTC'; COPY ({select}) TO '{folder}/made.parquet'")
    return (folder / "made.parquet").read_bytes()


def as_workbook(**sheets: list[list]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestJsonLines:
    def test_values_and_gzip(self, accept):
        for data in (as_jsonl(LINES), gzip.compress(as_jsonl(LINES))):
            assert cells(accept(data)[1]) == EXPECTED

    def test_bad_lines_cost_themselves(self, accept):
        data = as_jsonl(
            [LINES[0], "not json", "[1]", '"text"', {"id": {"x": 1}}, {"id": "c", "n": [1]}, LINES[1], '{"id":']
        )
        _, rows, refused = accept(data)
        assert cells(rows) == EXPECTED
        assert refused == [
            (2, ["row:not_json"]),
            (3, ["row:not_an_object"]),
            (4, ["row:not_an_object"]),
            (5, ["id:nested"]),
            (6, ["n:nested"]),
            (8, ["row:not_json"]),
        ]

    def test_the_careful_reader_agrees(self, accept):
        lines = [*LINES, "not json", "[1]", {"id": "c", "n": [1]}, {"id": "d\u0000"}, {"id": "e", "x": {"y": 1}}]
        _, fast, _ = accept(as_jsonl(lines))
        # A number with many digits sends the whole file through the careful reader.
        outcome, careful, refused = accept(as_jsonl([*lines, '{"id": "z", "amount": 1234567890123456.78}']))
        assert [row[:6] + row[9:] for row in careful[:-1]] == [row[:6] + row[9:] for row in fast]
        assert careful[-1][2] == Decimal("1234567890123456.78")
        assert [number for number, _ in refused] == [3, 4, 5, 6]
        assert outcome.reasons["row:nul_byte"] == 1

    def test_unknown_keys_are_kept_as_json(self, accept):
        extra = as_jsonl(
            [{**dict.fromkeys(COLUMNS), "id": "a", "Tags": ["x"], "score": 1.5, "note": "é", "none": None}]
        )
        outcome, rows, _ = accept(extra)
        assert json.loads(rows[0][-1]) == {"tags": ["x"], "score": 1.5, "note": "é"}
        assert {code for code, _, _ in outcome.notices} == {"unknown_column"}

    def test_an_absent_key_is_null_but_a_renamed_one_holds(self, accept):
        assert cells(accept(as_jsonl([{"id": "b"}]))[1]) == EXPECTED[1:]
        assert (
            "column missing: n"
            in accept(as_jsonl([{**LINES[0], "id": "b"} | {"number": 1}, {"id": "c"}]).replace(b'"n"', b'"nn"'))[0].held
        )
        assert "column missing: id" in accept(as_jsonl([{"n": 1}]))[0].held

    def test_blank_lines_and_byte_order_mark(self, accept):
        assert cells(accept(b"\xef\xbb\xbf\n \n" + as_jsonl(LINES) + b"\n\t\n")[1]) == EXPECTED


class TestParquet:
    def test_native_types_are_exact_and_text_is_cast(self, accept, tmp_path):
        native = """SELECT 'a' AS id, 1::SMALLINT AS n, 1.5::DOUBLE AS amount, true AS is_new,
            DATE '2026-01-05' AS seen_on, TIMESTAMPTZ '2026-01-05 13:00:00+01' AS seen_at
            UNION ALL SELECT 'b', NULL, NULL, NULL, NULL, NULL"""
        text = """SELECT * FROM (VALUES ('a', '1', '1.50', 'yes', '2026-01-05', '2026-01-05 12:00:00'),
            ('b', '', '', NULL, '', '')) AS t(ID, n, amount, is_new, seen_on, seen_at)"""
        for select in (native, text):
            assert cells(accept(as_parquet(tmp_path, select))[1]) == EXPECTED

    def test_what_does_not_fit_has_a_reason(self, accept, tmp_path):
        select = """SELECT 5::BIGINT AS id, 1.5::DOUBLE AS n, 1.005::DECIMAL(18,3) AS amount, 'maybe' AS is_new,
            TIMESTAMP '2026-01-05 10:00:00' AS seen_on, DATE '2026-01-05' AS seen_at"""
        assert accept(as_parquet(tmp_path, select))[2] == [
            (1, ["n:not_an_integer", "amount:too_precise", "is_new:not_a_boolean", "seen_on:not_a_date"])
        ]

    def test_nested_columns_hold(self, accept, tmp_path):
        select = "SELECT 'a' AS id, [1] AS n, 1 AS amount, true AS is_new, NULL AS seen_on, NULL AS seen_at"
        assert "column n is nested" in accept(as_parquet(tmp_path, select))[0].held

    def test_unknown_columns_are_kept(self, accept, tmp_path):
        select = """SELECT 'a' AS id, 1 AS n, 1 AS amount, true AS is_new, NULL::DATE AS seen_on, NULL::DATE AS seen_at,
            {'x': [1]} AS deep, 'ü' AS region"""
        assert json.loads(accept(as_parquet(tmp_path, select))[1][0][-1]) == {"deep": {"x": [1]}, "region": "ü"}


class TestWorkbook:
    ROWS = (
        [" ID ", "N", "amount", "is_new", "seen_on", "seen_at", None],
        ["a", 1, 1.5, True, date(2026, 1, 5), datetime.fromisoformat("2026-01-05T12:00:00")],
        [],
        ["b"],
    )

    def test_a_sheet_by_name(self, accept):
        book = as_workbook(Intro=[["read me"]], Things=list(self.ROWS))
        assert cells(accept(book, sheet="things")[1]) == EXPECTED
        assert "has no sheet budgets (it has Intro, Things)" in accept(book, sheet="budgets")[0].held
        assert "has 2 sheets" in accept(book)[0].held
        assert "column missing" in accept(book, sheet="Intro")[0].held

    def test_numbers_as_excel_keeps_them(self, accept):
        rows = [
            list(self.ROWS[0][:6]),
            ["a", 2.0, 0.1 + 0.2, 1, "2026-01-05", "2026-01-05 10:00"],
            ["b", 2.5, 1.005, 0, 45000, "x"],
        ]
        _, good, bad = accept(as_workbook(Sheet=rows))
        assert good[0][1:4] == (2, Decimal("0.30"), True)
        assert bad == [(2, ["n:not_an_integer", "amount:too_precise", "seen_on:not_a_date", "seen_at:not_a_timestamp"])]

    def test_a_cell_outside_the_table_costs_its_row(self, accept):
        rows = [["id", "n", "amount", "is_new", "seen_on", "seen_at"], ["a"], ["b", *[None] * 7, "stray"]]
        _, good, bad = accept(as_workbook(Sheet=rows))
        assert [row[0] for row in good] == ["a"]
        assert bad == [(2, ["row:wrong_number_of_fields"])]

    def test_empty_sheets(self, accept):
        assert accept(as_workbook(Sheet=[]))[0].records_per_file == [0]
        assert accept(as_workbook(Sheet=[list(self.ROWS[0])]))[0].records_per_file == [0]


class TestTextAndBatches:
    TSV = b"id\tn\tamount\tis_new\tseen_on\tseen_at\na\t1\t1.5\ttrue\t2026-01-05\t2026-01-05 12:00:00\nb\t\t\t\t\t\n"

    def test_tsv_and_gzip(self, accept):
        assert cells(accept(self.TSV)[1]) == EXPECTED
        assert cells(accept(gzip.compress(self.TSV))[1]) == EXPECTED

    def test_one_batch_of_files_in_every_format(self, accept, tmp_path):
        select = """SELECT 'a' AS id, 1 AS n, 1.5 AS amount, true AS is_new, DATE '2026-01-05' AS seen_on,
            TIMESTAMP '2026-01-05 12:00:00' AS seen_at"""
        parquet = as_parquet(tmp_path, select)
        bad = self.TSV.replace(b"\t1\t", b"\tx\t") + b"cut"
        outcome, rows, refused = accept(
            self.TSV, as_jsonl(LINES), parquet, b"", bad, as_workbook(S=list(TestWorkbook.ROWS))
        )
        assert cells(rows) == EXPECTED * 2 + EXPECTED[:1] + EXPECTED[1:] + EXPECTED
        assert outcome.records_per_file == [2, 2, 1, 0, 3, 2]
        assert refused == [(1, ["n:not_an_integer"]), (3, ["row:unterminated"])]
        assert [row[7:9] for row in rows][:4] == [(1, 1), (1, 2), (2, 1), (2, 2)]

    def test_a_mapping_renames_translates_and_adds(self, accept):
        under = contract(
            columns={
                "id": {"type": "string", "required": True},
                "stage": {"type": "string", "values": ["open", "won"], "required": True},
                "currency": {"type": "currency", "required": True},
            }
        )
        mapping = {
            "columns": {"Deal No": "id", "Deal_Stage": "stage"},
            "values": {"stage": {"In Progress": "open", "Won": "won"}},
            "constants": {"currency": "USD"},
        }
        data = b"deal no ;Deal_Stage\n7;In Progress\n8; Won\n9;won\n10;Lost\n"
        _, rows, refused = accept(data, under=under, **mapping)
        assert cells(rows, 3) == [("7", "open", "USD"), ("8", "won", "USD"), ("9", "won", "USD")]
        assert refused == [(4, ["stage:not_allowed"])]

    def test_repeats_are_counted_not_removed(self, accept):
        keyless = contract(delivery={"mode": "append", "repeated_rows": "keep"})
        outcome, rows, _ = accept(self.TSV, self.TSV + b"b\t\t\t\t\t\n", under=keyless)
        assert len(rows) == 5
        assert outcome.notices == [
            ("repeated_rows", "repeated_rows: 3 rows repeat another row exactly; all are kept", "info")
        ]

    def test_a_quoted_header_and_a_wide_file_go_through(self, accept):
        names = ["id", "n", "amount", "is_new", "seen_on", "seen_at", *(f"c{i}" for i in range(1500))]
        header = ",".join(f'"{name}\n"' if name == "n" else name for name in names)
        outcome, rows, _ = accept(f"{header}\na,1,,,,{',' * 1500}\nb,2,,,,{',x' * 1500}\n".encode())
        assert outcome.held is None
        assert [row[:2] for row in rows] == [("a", 1), ("b", 2)]
        assert len(json.loads(rows[1][-1])) == 1500


def test_hundreds_of_files_are_one_batch(accept):
    data = b"id,n,amount,is_new,seen_on,seen_at\n%d,%d,,,,\n"
    outcome, rows, _ = accept(*(data % (number, number) for number in range(350)))
    assert outcome.records_per_file == [1] * 350
    assert [(row[0], row[7]) for row in rows] == [(str(number), number + 1) for number in range(350)]
