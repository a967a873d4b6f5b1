"""What the tests of broken, odd and hostile files share: a contract, files in every format, and what reading gave."""

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from tandem.accept.job import Outcome
from tandem.contracts import Contract

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


HEADER = b"id,name,amount,closed_on\n"
LINES = [b'D1,"Miller, ""Sons""",1250.50,2026-01-05\n', "D2,Łódź Ærøskøbing,99999.99,2026-01-06\n".encode()]
RIGHT = [
    ("D1", 'Miller, "Sons"', Decimal("1250.50"), date(2026, 1, 5)),
    ("D2", "Łódź Ærøskøbing", Decimal("99999.99"), date(2026, 1, 6)),
]


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
