"""RELIABILITY rows F1-F4, S1-S3 and H1/H3 (the part of loading): broken, odd and hostile files.

The reading process's own function is called in this process, so that thousands of broken files can be tried; that a
real process of its own is limited, and that the batch is held, is tested at the end.
"""

import gzip
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tandem.accept import accept_batch, limits
from tandem.accept.child import read_batch
from tandem.accept.job import FileJob, Job, Outcome
from tandem.config import Settings
from tandem.contracts import Contract
from tandem.landing import land_path
from tandem.ledger import Ledger

NOW = datetime.fromisoformat("2026-01-31")
COLUMNS = {
    "id": {"type": "string", "required": True},
    "name": {"type": "string"},
    "amount": {"type": "decimal(18,2)"},
    "closed_on": {"type": "date"},
}


def contract(columns: dict | None = None, **changes) -> Contract:
    return Contract.model_validate(
        {
            "system": "files",
            "entity": "deal",
            "team": "sales",
            "version": 1,
            "description": "One deal.",
            "delivery": {"mode": "upsert", "key": [next(iter(columns or COLUMNS))]},
            "format": {"kind": "csv", "final_newline": "required"},
            "time_zone": "UTC",
            "freshness": {"every": "1 day", "warn_after": "2 days"},
            "volume": {},
            "columns": columns or COLUMNS,
        }
        | changes
    )


PERMITTED = {"format": {"kind": "csv", "final_newline": "optional"}}


@dataclass
class Result:
    outcome: Outcome
    rows: list[tuple]  # the contract's columns, in file order
    extra: list[str | None]
    refused: list[tuple[int, list[str], str]]  # row number, reasons, record

    @property
    def reasons(self) -> list[list[str]]:
        return [reasons for _, reasons, _ in self.refused]

    @property
    def notices(self) -> set[str]:
        return {code for code, _, _ in self.outcome.notices}


@pytest.fixture
def read(tmp_path: Path):
    """Read bytes under a contract and check that the counts balance."""

    def reading(
        data: bytes, under: Contract | None = None, *, name: str = "deal.csv", max_mb: int = 64, **job
    ) -> Result:
        under = under or contract()
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        for old in work.iterdir():
            old.unlink() if old.is_file() else None
        file = tmp_path / "landed"
        file.write_bytes(data)
        outcome = read_batch(
            Job(
                batch_id="files.deal-00000007",
                contract=under.model_dump(mode="json", exclude_defaults=True),
                files=[FileJob(7, str(file), name, "2026-01-31 00:00:00", **job)],
                work=str(work),
                memory_limit_mb=400,
                threads=1,
                max_file_bytes=max_mb * limits.MEBIBYTE,
                max_field_bytes=1_000_000,
            )
        )
        if outcome.held:
            return Result(outcome, [], [], [])
        with duckdb.connect() as engine:
            rows = engine.execute(f"SELECT * FROM '{outcome.accepted}' ORDER BY _row_number").fetchall()
            refused = []
            if outcome.refused:
                refused = engine.execute(
                    f"SELECT _row_number, reasons, record FROM '{outcome.refused}' ORDER BY _row_number"
                ).fetchall()
        assert outcome.records == outcome.loaded + outcome.quarantined
        assert (outcome.loaded, outcome.quarantined) == (len(rows), len(refused))
        return Result(outcome, [row[: len(under.columns)] for row in rows], [row[-1] for row in rows], refused)

    return reading


HEADER = b"id,name,amount,closed_on\n"
LINES = [b'D1,"Miller, ""Sons""",1250.50,2026-01-05\n', "D2,Łódź Ærøskøbing,99999.99,2026-01-06\n".encode()]
RIGHT = [
    ("D1", 'Miller, "Sons"', Decimal("1250.50"), date(2026, 1, 5)),
    ("D2", "Łódź Ærøskøbing", Decimal("99999.99"), date(2026, 1, 6)),
]


class TestF1Cut:
    @pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
    def test_at_every_byte_of_the_last_two_lines_no_wrong_value_is_loaded(self, read, line_end):
        whole = (HEADER + b"".join(LINES)).replace(b"\n", line_end)
        begin = len(HEADER.replace(b"\n", line_end))
        second = begin + len(LINES[0].replace(b"\n", line_end))
        for length in range(begin, len(whole) + 1):
            result = read(whole[:length])
            assert result.outcome.held is None
            complete = 2 if length == len(whole) else 1 if length >= second else 0
            assert result.rows == RIGHT[:complete], f"cut at {length}"
            left = length not in (begin, second, len(whole))
            assert result.reasons == ([["row:unterminated"]] if left else []), f"cut at {length}"

    def test_in_the_header_holds(self, read):
        for length in range(1, len(HEADER) - 1):
            assert read(HEADER[:length]).outcome.held is not None

    def test_inside_quotes_is_refused_even_where_a_missing_final_newline_is_permitted(self, read):
        data = HEADER + LINES[0] + b'D2,"cut in here'
        result = read(data, contract(**PERMITTED))
        assert result.rows == RIGHT[:1]
        assert result.reasons == [["row:unterminated"]]

    def test_with_fields_missing_is_refused_even_where_a_missing_final_newline_is_permitted(self, read):
        result = read(HEADER + LINES[0] + b"D2,cut", contract(**PERMITTED))
        assert result.rows == RIGHT[:1]
        assert result.reasons == [["row:wrong_number_of_fields"]]

    def test_a_whole_last_line_is_loaded_where_a_missing_final_newline_is_permitted(self, read):
        assert read((HEADER + b"".join(LINES))[:-1], contract(**PERMITTED)).rows == RIGHT

    def test_inside_a_character_is_never_read_as_another_encoding(self, read):
        data = HEADER + b"D1,a,1,\n" + "D2,é".encode()[:-1]
        for under in (contract(), contract(**PERMITTED)):
            assert [row[0] for row in read(data, under).rows] == ["D1"]

    def test_in_gzip_at_every_byte_holds(self, read):
        packed = gzip.compress(HEADER + b"".join(LINES), mtime=0)
        for length in range(2, len(packed)):
            assert "gzip" in read(packed[:length]).outcome.held
        assert read(packed).rows == RIGHT

    def test_json_line_cut_at_every_byte(self, read):
        lines = [{"id": "D1", "name": "x", "amount": 12.5, "closed_on": "2026-01-05"}, {"id": "D2", "amount": 1250.75}]
        whole = "".join(json.dumps(line) + "\n" for line in lines).encode()
        first = whole.index(b"\n") + 1
        for length in range(first, len(whole)):
            result = read(whole[:length])
            assert [row[0] for row in result.rows] == ["D1"]
            assert result.reasons == ([["row:unterminated"]] if length > first else [])
        assert [row[2] for row in read(whole).rows] == [Decimal("12.50"), Decimal("1250.75")]

    @pytest.mark.parametrize("kind", ["parquet", "xlsx"])
    def test_parquet_and_workbooks_cut_anywhere_hold(self, read, tmp_path, kind):
        whole = (
            parquet_bytes(tmp_path) if kind == "parquet" else workbook_bytes([["id", "name", "amount", "closed_on"]])
        )
        for length in [*range(4, 60), *range(60, len(whole), 211), *range(len(whole) - 8, len(whole))]:
            assert read(whole[:length]).outcome.held is not None, length


class TestF2Encodings:
    TEXT = "id,name,amount,closed_on\r\nD1,Żółć 😀,1.50,2026-01-05\r\nD2,עברית,2,\r\n"
    ROWS = (("D1", "Żółć 😀", Decimal("1.50"), date(2026, 1, 5)), ("D2", "עברית", Decimal("2.00"), None))

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
    )
    def test_unicode_in_every_form(self, read, encoding):
        assert read(self.TEXT.encode(encoding)).rows == list(self.ROWS)

    def test_a_cut_utf16_file_holds(self, read):
        assert "UTF-16" in read(self.TEXT.encode("utf-16")[:-1]).outcome.held

    def test_latin_1_as_a_whole_is_read_and_said(self, read):
        result = read("id,name,amount,closed_on\nD1,Müller,1,\nD2,Zoë €,2,\n".encode("cp1252"))
        assert [row[1] for row in result.rows] == ["Müller", "Zoë €"]
        assert "encoding" in result.notices

    def test_a_latin_1_byte_in_a_utf8_file_costs_its_record_only(self, read):
        result = read(b"id,name,amount,closed_on\nD1,M\xc3\xbcller,1,\nD2,M\xfcller,2,\nD3,c,3,\n")
        assert [row[0] for row in result.rows] == ["D1", "D3"]
        assert result.reasons == [["row:not_utf8"]]
        assert "not_utf8" in result.notices

    def test_nul_costs_its_record_only(self, read):
        result = read(b"id,name,amount,closed_on\nD1,a\0b,1,\nD2,b,2,\n")
        assert [row[0] for row in result.rows] == ["D2"]
        assert result.reasons == [["row:nul_byte"]]

    def test_a_file_of_zeros_holds(self, read):
        assert "zero bytes" in read(b"\0" * 5000).outcome.held

    @pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    def test_delimiters_and_line_ends(self, read, delimiter, line_end):
        text = line_end.join(["id,name,amount,closed_on", "D1,a,1,", "D2,b,2,2026-01-01", ""]).replace(",", delimiter)
        assert [row[0] for row in read(text.encode()).rows] == ["D1", "D2"]

    def test_mixed_line_ends_and_blank_lines(self, read):
        result = read(b"\n\r\nid,name,amount,closed_on\r\nD1,a,1,\n\nD2,b,2,\r\rD3,c,3,\r\n\r\n")
        assert [row[0] for row in result.rows] == ["D1", "D2", "D3"]
        assert "blank_lines" in result.notices

    def test_blank_lines_are_counted_and_are_no_record(self, read):
        result = read(b"id,name,amount,closed_on\n\nD1,a,1,\n\n\nD2,b,2,\n\n")
        assert [number[0] for number in result.rows] == ["D1", "D2"]
        assert result.outcome.records == 2

    def test_line_ends_and_delimiters_in_quotes(self, read):
        result = read(b'id,name,amount,closed_on\nD1,"a\r\nb,""c""\nd",1,\n"D2",,"2",\n')
        assert result.rows == [("D1", 'a\r\nb,"c"\nd', Decimal("1.00"), None), ("D2", None, Decimal("2.00"), None)]

    def test_odd_quotes_cost_their_own_line_only(self, read):
        result = read(b'id,name,amount,closed_on\nD1,"a"b,1,\nD2,5" pipe,2,\nD3,"open,3,\nD4,d,4,\nD5,\\"x\\",5,\n')
        assert [row[:2] for row in result.rows] == [("D2", '5" pipe'), ("D4", "d"), ("D5", '\\"x\\"')]
        assert result.reasons == [["row:broken_quote"], ["row:broken_quote"]]

    def test_another_number_of_fields_is_refused_not_shifted(self, read):
        result = read(b"id,name,amount,closed_on\nD1,a,1\nD2,b,2,,\nD3,c,3,\n")
        assert [row[0] for row in result.rows] == ["D3"]
        assert result.reasons == [["row:wrong_number_of_fields"]] * 2
        assert [number for number, _, _ in result.refused] == [1, 2]


class TestF3Hostile:
    def test_a_3_mb_field_costs_its_record_only(self, read):
        data = HEADER + b"D1," + b"x" * 3_000_000 + b",1,\nD2,b,2,\n"
        result = read(data)
        assert [row[0] for row in result.rows] == ["D2"]
        assert result.reasons == [["name:too_long"]]

    @pytest.mark.parametrize("data", [b"x" * 9_000_000, b'"' + b"x" * 9_000_000, b"x" * 9_000_000 + b"\nD2,b,2,\n"])
    def test_a_record_beyond_the_limit_holds(self, read, data):
        assert "longer than 8 MiB" in read(HEADER + b"D1," + data).outcome.held

    def test_an_endless_first_line_holds(self, read):
        assert "first line" in read(b"x" * 3_000_000).outcome.held

    def test_10_000_columns_hold(self, read):
        assert (
            "columns" in read(HEADER.strip() + b"," + b",".join(b"c%d" % i for i in range(10_000)) + b"\n").outcome.held
        )

    def test_a_gzip_bomb_is_refused(self, read):
        held = read(gzip.compress(b"\0" * 300_000_000, 9), max_mb=8192).outcome.held
        assert "unpacks to more than" in held

    def test_gzip_in_gzip_holds(self, read):
        assert "packed twice" in read(gzip.compress(gzip.compress(HEADER))).outcome.held

    @pytest.mark.parametrize("names", [["a.csv"], ["inner.zip"], ["../../escape.csv"], ["a", "b"]])
    def test_archives_hold_and_write_nothing(self, read, tmp_path, names):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name in names:
                archive.writestr(name, "id\n1\n")
        before = set(tmp_path.parent.rglob("*escape*"))
        assert "zip archive" in read(packed.getvalue()).outcome.held
        assert set(tmp_path.parent.rglob("*escape*")) == before

    @pytest.mark.parametrize("entries", [2_500, pytest.param(100_000, marks=pytest.mark.slow)])
    def test_archives_of_countless_entries_hold(self, read, entries):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for number in range(entries):
                archive.writestr(f"xl/{number}", "")
        assert "more than 2000 parts" in read(packed.getvalue(), max_mb=1024).outcome.held

    def test_a_workbook_that_is_a_bomb_holds(self, read):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "x")
            archive.writestr("xl/worksheets/sheet1.xml", "0" * 100_000_000)
        assert "unpacks to" in read(packed.getvalue()).outcome.held

    def test_databases_hold(self, read, tmp_path):
        duckdb.connect(tmp_path / "x.duckdb").close()
        assert "DuckDB database" in read((tmp_path / "x.duckdb").read_bytes()).outcome.held
        assert "SQLite database" in read(b"SQLite format 3\0" + b"\0" * 100).outcome.held

    def test_a_symbolic_link_in_landing_holds(self, read, tmp_path):
        (tmp_path / "secret").write_bytes(HEADER)
        (tmp_path / "link").symlink_to(tmp_path / "secret")
        job = Job("b-1", contract().model_dump(mode="json"), [FileJob(1, str(tmp_path / "link"), "x", "2026-01-01")],
                  str(tmp_path), 400, 1, 10**9, 10**6)  # fmt: skip
        assert "not there" in read_batch(job).held

    def test_too_large_a_file_holds(self, read):
        assert "limit of 1 MiB" in read(HEADER + b"x" * 1_100_000, max_mb=1).outcome.held

    @pytest.mark.slow
    def test_a_line_of_1_gb_is_refused_in_bounded_memory(self, tmp_path):
        file = tmp_path / "long.csv"
        with file.open("wb") as out:
            out.write(HEADER)
            for _ in range(1024):
                out.write(b"x" * 1024 * 1024)
        settings = Settings(home=tmp_path / "home", memory_limit_mb=400)
        with Ledger.open(settings) as ledger:
            land_path(settings, ledger, file, system="files", entity="product")
            (batch,) = ledger.claim()
            held = accept_batch(settings, ledger, batch.batch_id, now=NOW)
        assert held.state == "held"


class TestD1Redelivery:
    """The part of loading: what landing calls a new delivery is loaded once, what it calls a duplicate never."""

    ONE = b"product,list_price\nA,1\n"
    OTHER = b"product,list_price\nA,2\n"

    def test_same_file_new_bytes_new_name_and_a_b_a(self, tmp_path):
        settings = Settings(home=tmp_path / "home")
        loaded = []
        with Ledger.open(settings) as ledger:
            for name, content in (
                ("p.csv", self.ONE),
                ("p.csv", self.ONE),  # the same file twice
                ("q.csv", self.ONE),  # the same bytes under a new name
                ("q.csv", self.OTHER),  # the same name with new bytes
                ("p.csv", self.ONE),  # A, B, A: the first bytes once more
            ):
                (tmp_path / name).write_bytes(content)
                land_path(settings, ledger, tmp_path / name, system="files", entity="product")
                for batch in ledger.claim():
                    accept_batch(settings, ledger, batch.batch_id, now=NOW)
                    accept_batch(settings, ledger, batch.batch_id, now=NOW)
            for batch in ledger.batches("accepted"):
                file = settings.raw / "files" / "product" / f"{batch.batch_id}.parquet"
                loaded += duckdb.sql(f"SELECT product, list_price::INT, _landing_seq FROM '{file}'").fetchall()
        assert [row[:2] for row in loaded] == [("A", 1), ("A", 2), ("A", 1)]
        assert len({row[2] for row in loaded}) == 3


class TestF4Volume:
    def test_empty_and_header_only(self, read):
        for data in (b"", b"\n\n", HEADER, gzip.compress(b"")):
            result = read(data)
            assert result.outcome.held is None
            assert result.outcome.records_per_file == [0]
            assert result.rows == []


class TestS1Header:
    def test_order_case_and_space_are_harmless(self, read):
        assert read(b" Closed_On,AMOUNT,Name,ID \n2026-01-05,1.5,a,D1\n").rows == [
            ("D1", "a", Decimal("1.50"), date(2026, 1, 5))
        ]

    def test_an_added_column_is_kept_with_a_notice(self, read):
        result = read(b'id,Region,name,amount,closed_on,score\nD1,"N""o",a,1,,\nD2,,b,2,,7\nD3,,c,3,,\n')
        assert [json.loads(kept) if kept else None for kept in result.extra] == [
            {"region": 'N"o'},
            {"score": "7"},
            None,
        ]
        assert "unknown_column" in result.notices

    def test_removed_renamed_doubled_and_no_header_hold_with_one_line(self, read):
        for data, said in (
            (b"id,name,amount\nD1,a,1\n", "column missing: closed_on"),
            (b"id,name,value,closed_on\nD1,a,1,\n", "column missing: amount (unknown in it: value)"),
            (b"id,name,name,amount,closed_on\nD1,a,b,1,\n", "column twice in the header: name"),
            (b"id,name,amount,closed_on,x,X\nD1,a,1,,,\n", "column twice in the header: x"),
            (b"D1,a,1,2026-01-05\n", "no column of the contract"),
        ):
            held = read(data).outcome.held
            assert said in held
            assert "\n" not in held

    def test_control_characters_in_names_stay_out_of_messages(self, read):
        held = read(b'id,"\x1b[31mred\nline"\nD1,a\n', name="\x1b[2Jdeal\n.csv").outcome.held
        assert held.isprintable()


class TestS2Values:
    @pytest.mark.parametrize(
        ("cell", "reason"),
        [
            (b'"1.234,56"', "amount:not_a_number"),
            (b'"1,5"', "amount:not_a_number"),
            (b"1.005", "amount:too_precise"),
            (b"EUR 5", "amount:not_a_number"),
            (b"99999999999999999", "amount:out_of_range"),
            (b"NaN", "amount:not_a_number"),
            (b"=1+1", "amount:not_a_number"),
        ],
    )
    def test_numbers(self, read, cell, reason):
        result = read(HEADER + b"D1,a," + cell + b",\nD2,b,2,\n")
        assert [row[0] for row in result.rows] == ["D2"]
        assert result.reasons == [[reason]]

    @pytest.mark.parametrize(
        "cell", [b"05/01/2026", b"05.01.2026", b"2026-13-01", b"2026-02-30", b"45000", b"2026-1-5"]
    )
    def test_dates(self, read, cell):
        assert read(HEADER + b"D1,a,1," + cell + b"\n").reasons == [["closed_on:not_a_date"]]

    def test_every_reason_of_a_row_is_given(self, read):
        result = read(HEADER + b",a,x,y\n")
        assert result.reasons == [["id:missing", "amount:not_a_number", "closed_on:not_a_date"]]
        assert json.loads(result.refused[0][2]) == {"name": "a", "amount": "x", "closed_on": "y"}

    def test_integer_to_text_new_picklist_value_and_range(self, read):
        under = contract(
            {
                "id": {"type": "integer", "required": True, "minimum": 1},
                "stage": {"type": "string", "values": ["won", "lost"]},
                "is_new": {"type": "boolean"},
                "currency": {"type": "currency"},
            }
        )
        result = read(b"id,stage,is_new,currency\n1,won,YES,EUR\nx,won,,\n2,Won,,\n0,lost,maybe,Euro\n1.5,,,\n", under)
        assert result.rows == [(1, "won", True, "EUR")]
        assert result.reasons == [
            ["id:not_an_integer"],
            ["stage:not_allowed"],
            ["id:out_of_range", "is_new:not_a_boolean", "currency:not_a_currency"],
            ["id:not_an_integer"],
        ]


STRINGS = [
    "0012345",
    "9223372036854775807123",
    "1234567890123456789",
    "😀👩‍👩‍👧",
    "שלום עולם",
    "\u202eabc",
    "аpple@example.com",  # the first letter is Cyrillic
    "first.last+tag@example.com",
    " leading and trailing ",
    "e\u0301 é",  # not normalised
    '=HYPERLINK("x")',
    "'; DROP TABLE deal; --",
    "{{ 7 * 7 }}",
    "<script>alert(1)</script>",
    "\x1b[31mred\x07",
    "NULL",
    "\\N",
    "1e5",
    "a\tb",
    "line\nend",
]


class TestS3RoundTrip:
    def as_csv(self) -> bytes:
        lines = [f'{number},"' + text.replace('"', '""') + '"' for number, text in enumerate(STRINGS)]
        return ("id,name\n" + "\n".join(lines) + "\n").encode()

    @pytest.mark.parametrize("kind", ["csv", "csv careful", "jsonl", "parquet", "xlsx"])
    def test_text_comes_back_exactly(self, read, tmp_path, kind):
        under = contract({"id": {"type": "integer", "required": True}, "name": {"type": "string"}})
        expected = STRINGS
        if kind == "csv":
            data = self.as_csv()
        elif kind == "csv careful":
            data = self.as_csv() + b"broken\n"
        elif kind == "jsonl":
            data = "".join(json.dumps({"id": n, "name": text}) + "\n" for n, text in enumerate(STRINGS)).encode()
        elif kind == "parquet":
            with duckdb.connect() as engine:
                engine.execute("CREATE TABLE t AS SELECT unnest(range(len($1))) AS id, unnest($1) AS name", [STRINGS])
                engine.execute(f"COPY t TO '{tmp_path}/t.parquet'")
            data = (tmp_path / "t.parquet").read_bytes()
        else:
            # XML cannot hold control characters; openpyxl would write the other as a formula
            expected = [text for text in STRINGS if "\x1b" not in text and text[0] != "="]
            data = workbook_bytes([["id", "name"], *([n, text] for n, text in enumerate(expected))])
        result = read(data, under)
        assert [row[1] for row in result.rows] == expected

    def test_long_numbers_in_json_keep_every_digit(self, read):
        under = contract({"id": {"type": "string"}, "amount": {"type": "decimal(18,2)"}, "n": {"type": "integer"}})
        data = b'{"id": 1234567890123456789, "amount": 1234567890123456.78, "n": 9223372036854775807}\n'
        assert read(data, under).rows == [("1234567890123456789", Decimal("1234567890123456.78"), 9223372036854775807)]


class TestH1Inert:
    def test_formulas_in_workbooks_are_text(self, read):
        under = contract({"id": {"type": "string"}, "name": {"type": "string"}})
        result = read(workbook_bytes([["id", "name"], ["D1", "=1+1"], ["D2", '=HYPERLINK("http://x","y")']]), under)
        # openpyxl writes them as formulas without a saved result: nothing computes one
        assert [row[1] for row in result.rows] == [None, None]

    def test_messages_never_quote_a_value(self, read):
        result = read(HEADER + b"secret-id,secret-name,secret-amount,secret-date\n" + b'"secret\n')
        assert "secret" not in json.dumps([result.outcome.notices, result.outcome.reasons, result.outcome.held])


def parquet_bytes(folder: Path) -> bytes:
    with duckdb.connect() as engine:
        engine.execute(
            f"""COPY (SELECT 'D1' AS id, 'a' AS name, 1.5::DECIMAL(18,2) AS amount, DATE '2026-01-05' AS closed_on)
            TO '{folder}/made.parquet'"""
        )
    return (folder / "made.parquet").read_bytes()


def workbook_bytes(rows: list[list], sheet: str = "Sheet") -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
