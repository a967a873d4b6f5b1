"""From the cells of all files of a batch to two Parquet files: the accepted rows, and the refused with their reasons.

One pass: DuckDB reads, casts and judges and streams the result; each piece is split and written here.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tandem.accept.casting import reason_sql, value_sql
from tandem.accept.limits import MAX_SHOWN_BYTES
from tandem.accept.source import object_sql
from tandem.contracts import RAW_METADATA, Contract
from tandem.database import literal, options, quoted

_ROWS_PER_PIECE = 100_000
_FILES_PER_STATEMENT = 100  # a statement over thousands of files takes longer to plan than to run
_QUARANTINE = pa.schema(
    [
        ("_batch_id", pa.string()),
        ("_landing_seq", pa.int64()),
        ("_row_number", pa.int64()),
        ("_landed_at", pa.timestamp("us")),
        ("reasons", pa.list_(pa.string())),
        ("record", pa.string()),
    ]
)


@dataclass
class Loaded:
    """Rows written, per file (landing sequence number) and by reason."""

    accepted: dict[int, int] = field(default_factory=dict)
    refused: dict[int, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)


def connect(memory_limit_mb: int, threads: int, work: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory engine that spills into ``work``, loads no extension and thinks in UTC."""
    engine = duckdb.connect(config=options(memory_limit_mb, threads, temp_directory=str(work / "spill")))
    # Standard output carries the outcome only.
    engine.execute("SET TimeZone = 'UTC'; SET streaming_buffer_size = '64MB'; SET enable_progress_bar = false")
    return engine


def judged_sql(contract: Contract, batch_id: str, sources: list[str], max_field_bytes: int) -> str:
    """The SELECT of the raw columns, ``_reasons`` (null for a good row) and ``_record`` (its text, if refused)."""
    columns = list(contract.columns.items())
    zone = contract.time_zone
    values = ", ".join(f"{value_sql(column, f't{at}', zone)} AS v{at}" for at, (_, column) in enumerate(columns))
    codes = {}
    for at, (name, column) in enumerate(columns):
        code = reason_sql(column, f"t{at}", f"v{at}", max_field_bytes)
        if code:
            codes[f"r{at}"] = (name, code)
    judged = "".join(f", {code} AS {alias}" for alias, (_, code) in codes.items())
    bad = " OR ".join(["false", *(f"{alias} IS NOT NULL" for alias in codes)])
    listed = ", ".join(f"{literal(name + ':')} || {alias}" for alias, (name, _) in codes.items())
    texts = [*(f"t{at}" for at in range(len(columns))), "_extra"]
    record = object_sql([*contract.columns, "_extra"], texts)
    typed = ", ".join(
        f"CAST(v{at} AS {column.sql_type}) AS {quoted(name)}" for at, (name, column) in enumerate(columns)
    )
    return (
        f"SELECT {typed}, {literal(batch_id)} AS _batch_id, _landing_seq, _row_number, _landed_at, _extra, "
        # A reason for the whole record stands alone: what its cells look like then means nothing.
        f"CASE WHEN _refused IS NOT NULL THEN [_refused] "
        f"WHEN {bad} THEN list_filter([{listed}], lambda reason: reason IS NOT NULL) END AS _reasons, "
        f"CASE WHEN _refused IS NOT NULL THEN coalesce(left(_line, {MAX_SHOWN_BYTES}), {record}) "
        f"WHEN {bad} THEN {record} END AS _record "
        f"FROM (SELECT *{judged} FROM (SELECT *, {values} FROM ({' UNION ALL '.join(sources)})))"
    )


def load(
    engine: duckdb.DuckDBPyConnection,
    contract: Contract,
    batch_id: str,
    sources: list[str],
    max_field_bytes: int,
    small: bool,
    malformed: Path,
    accepted: Path,
    refused: Path,
) -> Loaded:
    """Write ``accepted`` and, if any row is refused, ``refused``. Raises duckdb.Error if a source cannot be read.

    ``small``: all cells together fit into memory easily.
    """
    counts = Loaded()
    raw = [*contract.columns, *RAW_METADATA]
    if not sources:
        sources = [_no_source(len(contract.columns))]
    if len(sources) > (1 if small else _FILES_PER_STATEMENT):
        # Otherwise the casts are planned anew for every file, which costs more than many small files' rows.
        for at in range(0, len(sources), _FILES_PER_STATEMENT):
            cells = " UNION ALL ".join(sources[at : at + _FILES_PER_STATEMENT])
            engine.execute(f"INSERT INTO cells {cells}" if at else f"CREATE TEMP TABLE cells AS {cells}")
        sources = ["FROM cells"]
    reader = engine.execute(judged_sql(contract, batch_id, sources, max_field_bytes)).to_arrow_reader(_ROWS_PER_PIECE)
    schema = pa.schema([reader.schema.field(name) for name in raw])
    with (
        _Lazy(refused, _QUARANTINE) as bad,
        pq.ParquetWriter(accepted, schema, compression="zstd") as good,
        # Numbering the records keeps DuckDB to one thread, so the next piece is read while this one is written.
        ThreadPoolExecutor(max_workers=1) as writer,
    ):
        writing: Future | None = None
        for piece in reader:
            reasons = piece.column("_reasons")
            if reasons.null_count < piece.num_rows:
                rejected = piece.filter(reasons.is_valid())
                bad.write(_quarantined(rejected))
                _count(counts.refused, rejected)
                _count_reasons(counts.reasons, rejected.column("_reasons"))
                piece = piece.filter(reasons.is_null())
            _count(counts.accepted, piece)
            if writing:
                writing.result()
            writing = writer.submit(good.write_batch, piece.select(raw))
        if writing:
            writing.result()
        if malformed.exists():
            for piece in _malformed(engine, batch_id, malformed):
                bad.write(piece)
                _count(counts.refused, piece)
                _count_reasons(counts.reasons, piece.column("reasons"))
    return counts


class _Lazy:
    """A Parquet file that comes into being with its first piece."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path, self._schema, self._writer = path, schema, None

    def write(self, piece: pa.RecordBatch) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, self._schema, compression="zstd")
        self._writer.write_batch(piece.cast(self._schema))

    def __enter__(self) -> "_Lazy":
        return self

    def __exit__(self, *_exception) -> None:
        if self._writer is not None:
            self._writer.close()


def _quarantined(piece: pa.RecordBatch) -> pa.RecordBatch:
    names = ["_batch_id", "_landing_seq", "_row_number", "_landed_at", "_reasons", "_record"]
    return piece.select(names).rename_columns(_QUARANTINE.names)


def _malformed(engine: duckdb.DuckDBPyConnection, batch_id: str, malformed: Path) -> pa.RecordBatchReader:
    return engine.execute(
        f"SELECT {literal(batch_id)} AS _batch_id, seq AS _landing_seq, n AS _row_number, landed_at AS _landed_at, "
        f"[reason] AS reasons, record FROM read_ndjson({literal(str(malformed))}, "
        "columns = {seq: 'BIGINT', n: 'BIGINT', landed_at: 'TIMESTAMP', reason: 'VARCHAR', record: 'VARCHAR'})"
    ).to_arrow_reader(_ROWS_PER_PIECE)


def _no_source(columns: int) -> str:
    cells = ", ".join(f"CAST(NULL AS VARCHAR) AS t{at}" for at in range(columns))
    return (
        "SELECT CAST(NULL AS BIGINT) AS _landing_seq, CAST(NULL AS TIMESTAMP) AS _landed_at, "
        f"CAST(NULL AS BIGINT) AS _row_number, CAST(NULL AS VARCHAR) AS _refused, CAST(NULL AS VARCHAR) AS _line, "
        f"{cells}, CAST(NULL AS VARCHAR) AS _extra WHERE false"
    )


def _count(counts: dict[int, int], piece: pa.RecordBatch) -> None:
    for entry in pc.value_counts(piece.column("_landing_seq")).to_pylist():
        counts[entry["values"]] = counts.get(entry["values"], 0) + entry["counts"]


def _count_reasons(counts: dict[str, int], reasons: pa.ListArray) -> None:
    for entry in pc.value_counts(reasons.flatten()).to_pylist():
        counts[entry["values"]] = counts.get(entry["values"], 0) + entry["counts"]
