"""RELIABILITY rows S1-S3 and H1 (the part of loading): changed headers, wrong values, hostile text."""

import json
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from tests.faults.reading import HEADER, contract, workbook_bytes


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
