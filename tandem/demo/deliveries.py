"""Writes what each system delivers on each date, in its contract's columns and form, and counts every record."""

import gzip
import io
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from tandem.contracts import Column, Contract, Contracts
from tandem.demo.rows import Rows
from tandem.demo.sampling import END, START, seconds
from tandem.demo.spoiled import Spoiler
from tandem.errors import TandemError

SUFFIX = {"csv": "csv", "tsv": "tsv", "jsonl": "jsonl", "jsonl.gz": "jsonl.gz", "parquet": "parquet"}
# The systems are read at 22:00; what changes later that day comes with the next delivery.
READ_AT = seconds(22 * 3600)
SYNCED_AT = seconds(22 * 3600 + 1800)
# Append-only systems deliver some rows days or months after they happened.
LATE = ((0.030, 3), (0.010, 90))


def delivery_dates() -> list[date]:
    """Month ends of the two years, weekly in the last month, and two deliveries after it that carry late rows."""
    months = [(year, month) for year in (2024, 2025) for month in range(1, 13)]
    ends = [date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1) for year, month in months[:-1]]
    return [
        *ends,
        date(2025, 12, 7),
        date(2025, 12, 14),
        date(2025, 12, 21),
        date(2025, 12, 28),
        date(2026, 1, 4),
        date(2026, 1, 30),
    ]


@dataclass
class _File:
    system: str
    entity: str
    records: int = 0
    stream: IO[bytes] | None = None
    parquet: pq.ParquetWriter | None = None


class Deliveries:
    """``DIR/sources/<date>/<system>__<entity>.<suffix>``; rows of a file may come in several chunks."""

    def __init__(self, folder: Path, contracts: Contracts, spoiler: Spoiler) -> None:
        self._folder = folder
        self._contracts = contracts
        self._spoiler = spoiler
        self._dates = delivery_dates()
        self._read_at = np.array(self._dates, "datetime64[s]") + READ_AT
        self._files: dict[tuple[int, str], _File] = {}

    def append(
        self,
        system: str,
        entity: str,
        rows: Rows,
        at: np.ndarray,
        *,
        rng: np.random.Generator | None = None,
        appears: dict[str, date] | None = None,
    ) -> None:
        """Deliver each row once, at the first delivery after ``at``; with ``rng`` some come late.

        Rows outside the two years are left out. ``appears`` names extra columns and the delivery that first has them.
        """
        known = (at >= START) & (at <= END)
        due = at + self._lateness(rng, len(at)) if rng is not None else at
        self._deliver(system, entity, rows, known, due, appears or {})

    def events(self, system: str, entity: str, rows: Rows, at: np.ndarray) -> None:
        """Deliver each row once; rows from before the two years come with the first delivery."""
        self._deliver(system, entity, rows, at <= END, at, {})

    def versions(
        self,
        system: str,
        entity: str,
        rows: Rows,
        record: np.ndarray,
        at: np.ndarray,
        *,
        rng: np.random.Generator | None = None,
        appears: dict[str, date] | None = None,
    ) -> None:
        """Deliver the last state of every record that changed since the delivery before.

        ``rows`` are versions sorted by (``record``, ``at``). Versions from before the two years come with the first
        delivery, as the last state only; versions after the two years are left out. With ``rng`` some versions come
        late, also behind a newer one of the same record.
        """
        known = at <= END
        due = at + self._lateness(rng, len(at)) if rng is not None else at
        number = np.searchsorted(self._read_at, due, side="left")
        keep = known.copy()
        same = (record[1:] == record[:-1]) & (number[1:] == number[:-1]) & known[1:]
        keep[:-1] &= ~same
        self._deliver(system, entity, rows, keep, due, appears or {})

    def dates(self) -> list[date]:
        """All delivery dates in order."""
        return list(self._dates)

    def write(self, system: str, entity: str, number: int, rows: Rows, appears: dict[str, date] | None = None) -> None:
        """Add rows to the file of one entity in delivery ``number``."""
        if not rows.count:
            return
        contract = self._contracts.get(system, entity)
        extra = [name for name, first in (appears or {}).items() if self._dates[number] >= first]
        columns = dict(contract.columns) | {name: Column(type="string") for name in extra}
        if "_fivetran_synced" in columns and "_fivetran_synced" not in rows:
            synced = np.datetime64(self._dates[number], "s") + SYNCED_AT
            rows = Rows(rows, _fivetran_synced=np.full(rows.count, synced))
        self._write(contract, columns, number, _table(columns, rows, (appears or {}).keys(), contract.name))

    def workbook(self, name: str, number: int, content: bytes, sheets: dict[tuple[str, str], int]) -> None:
        """Deliver a workbook; ``sheets`` tells the records of each entity in it."""
        path = self._path(number, f"{name}.xlsx")
        path.write_bytes(content)
        for (system, entity), records in sheets.items():
            self._files[number, f"{name}.xlsx#{entity}"] = _File(system, entity, records)

    def close(self) -> list[dict]:
        """Finish every file; one dict per file (and sheet) with its path, entity and number of records."""
        listed = []
        for (number, name), file in sorted(self._files.items()):
            for handle in (file.stream, file.parquet):
                if handle is not None:
                    handle.close()
            path, _, sheet = name.partition("#")
            listed.append(
                {
                    "path": f"{self._dates[number].isoformat()}/{path}",
                    "sheet": sheet or None,
                    "system": file.system,
                    "entity": file.entity,
                    "delivered_on": self._dates[number],
                    "records": file.records,
                }
            )
        self._check_headers(listed)
        for file in listed:
            # Written again, the same file also has the same time of change: landing knows it as the one it has.
            delivered = datetime.combine(file["delivered_on"], time(6), UTC).timestamp()
            os.utime(self._folder / file["path"], (delivered, delivered))
        return listed

    def _check_headers(self, listed: list[dict]) -> None:
        """Every text table begins with exactly its contract's columns; extra ones may only follow."""
        for file in listed:
            path = self._folder / file["path"]
            if path.suffix not in (".csv", ".tsv"):
                continue
            contract = self._contracts.get(file["system"], file["entity"])
            with path.open(encoding="utf-8") as lines:
                header = lines.readline().rstrip("\n").replace('"', "").split("\t" if path.suffix == ".tsv" else ",")
            columns = list(contract.columns)
            if header[: len(columns)] != columns:
                raise TandemError(f"{file['path']}: the header is not the contract's; this is an error in tandem.demo")

    def _deliver(
        self, system: str, entity: str, rows: Rows, keep: np.ndarray, due: np.ndarray, appears: dict[str, date]
    ) -> None:
        index = np.flatnonzero(keep)
        if not len(index):
            return
        number = np.minimum(np.searchsorted(self._read_at, due[index], side="left"), len(self._dates) - 1)
        order = np.argsort(number, kind="stable")
        index, number = index[order], number[order]
        borders = np.searchsorted(number, np.arange(len(self._dates) + 1))
        for delivery in np.unique(number):
            self.write(
                system, entity, int(delivery), rows.take(index[borders[delivery] : borders[delivery + 1]]), appears
            )

    @staticmethod
    def _lateness(rng: np.random.Generator, count: int) -> np.ndarray:
        draw = rng.random(count)
        late = np.zeros(count)
        threshold = 0.0
        for share, by in LATE:
            late = np.where((draw >= threshold) & (draw < threshold + share), by, late)
            threshold += share
        return seconds(late * 86_400)

    def _path(self, number: int, name: str) -> Path:
        folder = self._folder / self._dates[number].isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def _write(self, contract: Contract, columns: dict[str, Column], number: int, table: pa.Table) -> None:
        kind = contract.format.kind
        name = f"{contract.raw_table}.{SUFFIX[kind]}"
        file = self._files.get((number, name))
        fresh = file is None
        if file is None:
            file = self._files[number, name] = _File(contract.system, contract.entity)
            if kind == "parquet":
                file.parquet = pq.ParquetWriter(self._path(number, name), table.schema)
            elif kind == "jsonl.gz":
                file.stream = gzip.GzipFile("", "wb", 5, self._path(number, name).open("wb"), mtime=0)
        file.records += table.num_rows
        if file.parquet is not None:
            file.parquet.write_table(table)
            return
        bad = self._spoiler.spoil(contract, table)
        file.records += bad.num_rows
        delimiter = "\t" if kind == "tsv" else ","
        content = io.BytesIO()
        if kind.startswith("jsonl"):
            content.write(_json_lines(table))
            content.write(_json_lines(bad))
        else:
            for part, header in ((table, fresh), (bad, False)):
                if part.num_rows or header:
                    options = pyarrow.csv.WriteOptions(include_header=header, delimiter=delimiter)
                    pyarrow.csv.write_csv(part, content, options)
        if file.stream is not None:
            file.stream.write(content.getvalue())
        else:
            with self._path(number, name).open("ab") as out:
                out.write(content.getvalue())


def _table(columns: dict[str, Column], rows: Rows, extra: object, name: str) -> pa.Table:
    unknown = set(rows) - set(columns) - set(extra)
    if unknown:
        raise ValueError(f"{name}: the contract has no column {', '.join(sorted(unknown))}")
    arrays = []
    for column, declared in columns.items():
        kind = _ARROW.get(declared.type) or _decimal(declared.sql_type)
        values = rows.get(column)
        arrays.append(pa.nulls(rows.count, kind) if values is None else _array(values, kind))
    return pa.table(arrays, names=list(columns))


_ARROW = {
    "string": pa.string(),
    "salesforce_id": pa.string(),
    "currency": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("s"),
}


def _decimal(sql_type: str) -> pa.DataType:
    precision, scale = sql_type.removeprefix("DECIMAL(").rstrip(")").split(",")
    return pa.decimal128(int(precision), int(scale))


def _array(values: np.ndarray, kind: pa.DataType) -> pa.Array:
    """Floats stand for missing as NaN; only then may an integer or decimal column be empty."""
    if pa.types.is_decimal(kind):
        rounded = np.round(np.asarray(values, float), kind.scale)
        return pa.array(rounded, from_pandas=True).cast(kind)
    if pa.types.is_integer(kind) and values.dtype.kind == "f":
        return pa.array(values, from_pandas=True).cast(kind)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        moments = pa.array(values.astype("datetime64[s]"))
        return moments.cast(kind, safe=False) if pa.types.is_date(kind) else moments
    return pa.array(values, kind)


def _json_lines(table: pa.Table) -> bytes:
    if not table.num_rows:
        return b""
    columns = []
    for field, column in zip(table.schema, table.columns, strict=True):
        if pa.types.is_temporal(field.type):
            column = column.cast(pa.string())
        columns.append(column)
    frame = pa.table(columns, names=table.column_names).to_pandas()
    return frame.to_json(orient="records", lines=True, force_ascii=False).encode()
