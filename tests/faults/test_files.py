"""RELIABILITY rows F1-F4 and D1 (the part of loading): broken, odd, hostile and repeated files.

The reading process's own function is called in this process, so that thousands of broken files can be tried.
"""

import gzip
import io
import json
import zipfile
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from tandem.accept import accept_batch
from tandem.accept.child import read_batch
from tandem.accept.job import FileJob, Job
from tandem.config import Settings
from tandem.landing import land_path
from tandem.ledger import Ledger
from tests.faults.reading import HEADER, LINES, PERMITTED, RIGHT, contract, parquet_bytes, workbook_bytes

NOW = datetime.fromisoformat("2026-01-31")


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

    @pytest.mark.parametrize("entries", [2_500, pytest.param(1_000_000, marks=pytest.mark.slow)])
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
    @pytest.fixture
    def deliver(self, tmp_path):
        """``deliver(entity, content, ...)`` lands and accepts one file after the other: (state, codes of notices)."""

        def delivering(entity: str, *contents: bytes) -> list[tuple[str, set[str]]]:
            settings = Settings(home=tmp_path / "home")
            system, _, name = entity.partition(".")
            found = []
            with Ledger.open(settings) as ledger:
                for content in contents:
                    file = tmp_path / f"delivered{'.xlsx' if content.startswith(b'PK') else '.csv'}"
                    file.write_bytes(content)
                    land_path(settings, ledger, file, system=system, entity=name)
                    for claimed in ledger.claim():
                        batch = accept_batch(settings, ledger, claimed.batch_id, now=NOW)
                        found.append((batch.state, {notice.code for notice in ledger.notices(batch.batch_id)}))
            return found

        return delivering

    def test_yesterdays_file_again_is_told_and_holds_a_plan(self, deliver):
        a, b = b"product,list_price\nA,1\n", b"product,list_price\nA,2\n"
        first, second, again = deliver("files.product", a, b, a)
        assert (first, second) == (("accepted", set()), ("accepted", set()))
        assert again == ("accepted", {"earlier_file"})
        header = ["country", "holiday_date", "name"]
        plans = [workbook_bytes([header, ["DE", "2026-01-01", name]], "holidays") for name in ("New Year", "Neujahr")]
        states = deliver("sales_plan.holiday", *plans, plans[0])
        assert [state for state, _ in states] == ["accepted", "accepted", "held"]

    def test_yesterdays_file_once_more_right_away_is_a_duplicate(self, deliver):
        a = b"product,list_price\nA,1\n"
        assert deliver("files.product", a, a) == [("accepted", set())]

    def test_far_fewer_rows_hold_or_warn_as_agreed(self, deliver):
        many = b"product,list_price\n" + b"".join(b"P%d,1\n" % number for number in range(20))
        assert deliver("files.product", many, b"product,list_price\nP1,1\nP2,1\n")[-1] == ("held", {"fewer_rows"})
        head, line = b"clicked_on,source\n", b"2026-01-05,mail\n"
        assert deliver("files.click", head + 20 * line, head + line)[-1] == ("accepted", {"fewer_rows"})

    def test_empty_and_header_only(self, read):
        for data in (b"", b"\n\n", HEADER, gzip.compress(b"")):
            result = read(data)
            assert result.outcome.held is None
            assert result.outcome.records_per_file == [0]
            assert result.rows == []
