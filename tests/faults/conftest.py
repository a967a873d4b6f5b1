"""Reading bytes as acceptance does, without a ledger."""

from pathlib import Path

import duckdb
import pytest

from tandem.accept import limits
from tandem.accept.child import read_batch
from tandem.accept.job import FileJob, Job
from tandem.contracts import Contract
from tests.faults.reading import Result, contract


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
