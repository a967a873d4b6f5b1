"""Parquet: columns matched by name; every native type is read by its exact text, then cast like any other cell."""

from pathlib import Path

import duckdb

from tandem.accept.job import FileJob
from tandem.accept.source import Context, Source, cells_sql, extra_sql
from tandem.accept.text import refuse
from tandem.database import literal, quoted

_NESTED = ("STRUCT", "MAP", "UNION", "VARIANT")


def parquet(path: Path, job: FileJob, context: Context, engine: duckdb.DuckDBPyConnection) -> Source:
    """How to read one Parquet file. Raises HeldError if its columns or their types do not fit the contract."""
    source = Source()
    try:
        described = engine.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})").fetchall()
        source.records = engine.execute(f"SELECT num_rows FROM parquet_file_metadata({literal(str(path))})").fetchone()[
            0
        ]
    except duckdb.Error:
        raise refuse(job.name, "its Parquet structure is cut or damaged: deliver it again") from None
    names, types = [row[0] for row in described], [row[1] for row in described]
    header = context.header(names, job)
    source.notices += header.notices
    for name, at in header.columns.items():
        if types[at].startswith(_NESTED) or types[at].endswith("]") or types[at] in ("BLOB", "BIT"):
            raise refuse(
                job.name, f"column {name} is nested or binary: deliver it as text, number, date or truth value"
            )
    cells = {name: f"nullif(CAST({quoted(names[at])} AS VARCHAR), '')" for name, at in header.columns.items()}
    texts = [f"CAST({quoted(names[at])} AS VARCHAR)" for at in header.columns.values() if types[at] == "VARCHAR"]
    nul = f"CASE WHEN contains(concat('', {', '.join(texts)}), chr(0)) THEN 'row:nul_byte' END" if texts else "NULL"
    extra = {
        name: f"CAST({quoted(names[at])} AS VARCHAR)" if types[at] == "VARCHAR" else f"to_json({quoted(names[at])})"
        for name, at in header.extra.items()
    }
    if not source.records:
        source.notices.append(("empty_file", "the file holds no record"))
        return source
    source.sql = source.select(
        job,
        "file_row_number + 1",
        cells_sql(context.contract, job, cells),
        extra_sql(extra),
        f"read_parquet({literal(str(path))}, file_row_number = true)",
        refused=nul,
    )
    return source
