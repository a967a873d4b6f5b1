"""One readable file of a batch: the SQL that yields its cells as text, and how many records it has.

Every source selects the same columns: ``_landing_seq, _landed_at, _row_number, _refused`` (a reason for the whole
record, or null), ``_line`` (the record as it came, where the source has it), ``t0 … tn`` (the contract's columns in
order, as text, empty is null) and ``_extra``.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from tandem.accept import limits
from tandem.accept.header import Header, match
from tandem.accept.job import FileJob
from tandem.contracts import Contract
from tandem.database import literal

HEADER = "header"  # kind of the working file that holds a delivery's columns


@dataclass
class Context:
    """What all files of a batch share. ``careful``: use the exact reader for every text file."""

    contract: Contract
    work: Path
    max_file_bytes: int
    max_field_bytes: int
    careful: bool = False
    _out: TextIO | None = None

    @property
    def malformed(self) -> Path:
        """Records that never became cells, as JSON lines."""
        return self.work / "malformed.jsonl"

    def file(self, job: FileJob, kind: str) -> Path:
        """A working file of one delivery."""
        return self.work / f"{job.landing_seq}.{kind}"

    def header(self, names: list[str], job: FileJob, *, absent_is_null: bool = False) -> Header:
        """Match a file's header, and leave its columns where the process that asked finds them."""
        header = match(names, self.contract, job, absent_is_null=absent_is_null)
        self.file(job, HEADER).write_text(json.dumps([*header.columns, *header.extra]), encoding="utf-8")
        return header

    def refuse_record(self, job: FileJob, number: int, reason: str, raw: bytes) -> None:
        """Keep a record that never became cells, for the quarantine."""
        line = {
            "seq": job.landing_seq,
            "n": number,
            "landed_at": job.landed_at,
            "reason": reason,
            "record": raw[: limits.MAX_SHOWN_BYTES].decode("utf-8", "backslashreplace").replace("\0", "\\x00"),
        }
        if self._out is None:
            self._out = self.malformed.open("w", encoding="utf-8")
        self._out.write(json.dumps(line) + "\n")

    def close(self) -> None:
        """Finish the file of malformed records."""
        if self._out is not None:
            self._out.close()
            self._out = None


@dataclass
class Source:
    """How to read one file. ``records`` is counted by us, not by the loader, and includes ``malformed``."""

    sql: str | None = None
    records: int = 0
    malformed: int = 0
    notices: list[tuple[str, str]] = field(default_factory=list)

    @staticmethod
    def select(
        job: FileJob,
        number: str,
        texts: list[str],
        extra: str,
        relation: str,
        *,
        refused: str = "NULL",
        line: str = "NULL",
    ) -> str:
        """The SELECT of the columns that every source has."""
        cells = ", ".join(f"{text} AS t{at}" for at, text in enumerate(texts))
        return (
            f"SELECT CAST({job.landing_seq} AS BIGINT) AS _landing_seq, "
            f"CAST({literal(job.landed_at)} AS TIMESTAMP) AS _landed_at, CAST({number} AS BIGINT) AS _row_number, "
            f"CAST({refused} AS VARCHAR) AS _refused, CAST({line} AS VARCHAR) AS _line, "
            f"{cells}, {extra} AS _extra FROM {relation}"
        )


def cells_sql(contract: Contract, job: FileJob, expressions: dict[str, str]) -> list[str]:
    """One text expression per contract column; ``expressions`` reads those the file has.

    Applies the mapping's translations and constants; what neither gives is null.
    """
    texts = []
    for name in contract.columns:
        text = expressions.get(name)
        if text is None:
            text = literal(job.constants[name]) if name in job.constants else "CAST(NULL AS VARCHAR)"
        elif name in job.values:
            cases = " ".join(f"WHEN {literal(old)} THEN {literal(new)}" for old, new in job.values[name].items())
            text = f"CASE trim({text}) {cases} ELSE {text} END"
        texts.append(text)
    return texts


def extra_sql(expressions: dict[str, str], *, as_json: bool = False) -> str:
    """JSON object of the unknown columns that have a value in the row, null if none has.

    ``as_json``: the expressions are JSON values already.
    """
    if not expressions:
        return "CAST(NULL AS VARCHAR)"
    pieces = ", ".join(
        f"CASE WHEN {text} IS NOT NULL THEN {literal(json.dumps(name, ensure_ascii=False) + ':')} || "
        f"{text if as_json else f'CAST(to_json({text}) AS VARCHAR)'} END"
        for name, text in expressions.items()
    )
    return f"'{{' || nullif(concat_ws(',', {pieces}), '') || '}}'"


def object_sql(names: list[str], texts: list[str]) -> str:
    """JSON object of named text cells, leaving out nulls; ``{}`` if all are null."""
    return f"coalesce({extra_sql(dict(zip(names, texts, strict=True)))}, '{{}}')"
