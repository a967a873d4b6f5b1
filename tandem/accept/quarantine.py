"""Looking into the quarantine: which batches have refused rows, and which rows, where and why."""

import json
from dataclasses import dataclass
from pathlib import Path

from tandem.accept.batch import quarantine_path
from tandem.config import Settings
from tandem.contracts import Contracts
from tandem.database import literal
from tandem.ledger import Batch, Ledger

HIDDEN = "(hidden)"


@dataclass(frozen=True)
class RefusedRow:
    """One quarantined record. ``record`` maps column to text; None where the record never became cells."""

    landing_seq: int
    row_number: int | None
    reasons: list[str]
    record: dict[str, str] | None
    line: str | None  # such a record as it stands in the file


def batches_with_refused_rows(ledger: Ledger) -> list[tuple[Batch, dict[str, int]]]:
    """Accepted batches with quarantined rows, and how many rows per reason."""
    return [(batch, ledger.reasons(batch.batch_id)) for batch in ledger.batches("accepted") if batch.quarantined]


def refused_rows(
    settings: Settings, ledger: Ledger, batch_id: str, *, reveal: bool = False, limit: int = 50
) -> list[RefusedRow]:
    """The first ``limit`` quarantined rows of a batch in file order.

    Unless ``reveal``, cells of personal columns, unknown columns and whole lines are hidden; a cell is also hidden
    where the contract does not say that it is not personal.
    """
    import duckdb

    batch = ledger.batch(batch_id)
    file: Path = quarantine_path(settings, batch)
    if not file.is_file():
        return []
    contract = Contracts.load(settings).get(batch.system, batch.entity)
    public = {name for name in contract.columns if name not in contract.personal_columns}
    with duckdb.connect() as engine:
        found = engine.execute(
            f"SELECT _landing_seq, _row_number, reasons, record FROM read_parquet({literal(str(file))}) "
            "ORDER BY _landing_seq, _row_number LIMIT ?",
            [limit],
        ).fetchall()
    return [_row(seq, number, reasons, record, None if reveal else public) for seq, number, reasons, record in found]


def _row(seq: int, number: int | None, reasons: list[str], text: str, public: set[str] | None) -> RefusedRow:
    try:
        record = json.loads(text)
    except ValueError:
        record = None
    # Acceptance writes an object only for records that became cells; a refused JSON line is shown as a line.
    if not isinstance(record, dict) or any(reason.startswith("row:") for reason in reasons):
        return RefusedRow(seq, number, reasons, None, text if public is None else HIDDEN)
    if public is not None:
        record = {name: cell if name in public else HIDDEN for name, cell in record.items()}
    return RefusedRow(seq, number, reasons, {name: str(cell) for name, cell in record.items()}, None)
