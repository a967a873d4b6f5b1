"""One batch from claimed to accepted or held. The ledger's commit is the load; everything before it can be repeated."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from tandem.accept.isolate import read_in_child
from tandem.accept.job import FileJob, Job, Outcome
from tandem.accept.limits import MEBIBYTE
from tandem.accept.volume import volume_notices
from tandem.config import Settings
from tandem.contracts import Contract, Contracts
from tandem.errors import TandemError, UsageError
from tandem.landing.mappings import Mappings
from tandem.landing.temporary import temporary_name
from tandem.ledger import Batch, Delivery, GateResult, Ledger, Notice


def accept_batch(settings: Settings, ledger: Ledger, batch_id: str, *, now: datetime) -> Batch:
    """Read every file of a claimed or held batch, write its raw and quarantine files, and record the load.

    Returns the batch, accepted or held (its ``reason`` is one line). An accepted batch is left as it is. Raises
    UsageError for a withdrawn one and TandemError when this machine is at fault (no space): then it stays claimed.
    ``now`` is kept for the entry checks (freshness), never used in a row.
    """
    batch = ledger.batch(batch_id)
    if batch.state == "accepted":
        return batch
    if batch.state == "withdrawn":
        raise UsageError(f"batch {batch_id} is withdrawn: readmit it first with tandem batch readmit")
    contract = Contracts.load(settings).get(batch.system, batch.entity)
    work = settings.temporary / temporary_name("accept")
    work.mkdir(parents=True)
    try:
        return _accept(settings, ledger, batch, contract, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def raw_path(settings: Settings, batch: Batch) -> Path:
    """Where the accepted rows of a batch are."""
    return settings.raw / batch.system / batch.entity / f"{batch.batch_id}.parquet"


def quarantine_path(settings: Settings, batch: Batch) -> Path:
    """Where the refused rows of a batch are, if it has any."""
    return settings.quarantine / batch.system / batch.entity / f"{batch.batch_id}.parquet"


def _accept(settings: Settings, ledger: Ledger, batch: Batch, contract: Contract, work: Path) -> Batch:
    job = _job(settings, ledger.deliveries(batch.batch_id), batch, contract, work)
    outcome = read_in_child(job)
    notices = [Notice(code, message, severity) for code, message, severity in outcome.notices]
    if outcome.failed:
        raise TandemError(f"batch {batch.batch_id}: {outcome.failed}")
    if outcome.held:
        return ledger.hold_batch(batch.batch_id, outcome.held, notices)
    earlier = [
        one
        for one in ledger.batches("accepted", system=batch.system, entity=batch.entity)
        if one.first_landing_seq < batch.first_landing_seq
    ]
    volume, hold = volume_notices(contract, earlier, outcome.records_per_file)
    notices += volume
    results = _entry_checks(settings, contract, outcome)
    notices += [
        Notice("entry_check", f"{one.check}: {one.sentence}", one.severity) for one in results if not one.passed
    ]
    failed = next((one for one in results if one.severity == "critical" and not one.passed), None)
    if failed:
        hold = f"entry check {failed.check} ({failed.owner}): {failed.sentence} {failed.advice}"
    if hold and not batch.readmitted:
        return ledger.hold_batch(batch.batch_id, hold, notices)
    _put(Path(outcome.accepted), raw_path(settings, batch))
    if outcome.refused:
        _put(Path(outcome.refused), quarantine_path(settings, batch))
    else:
        quarantine_path(settings, batch).unlink(missing_ok=True)
    return ledger.accept_batch(
        batch.batch_id,
        records=outcome.records,
        loaded=outcome.loaded,
        quarantined=outcome.quarantined,
        contract_version=contract.version,
        notices=notices,
        reasons=outcome.reasons,
    )


def _job(settings: Settings, deliveries: list[Delivery], batch: Batch, contract: Contract, work: Path) -> Job:
    mappings = Mappings.load(settings)
    files = []
    for delivery in deliveries:
        mapping = mappings.for_file(delivery.file_name, batch.system, batch.entity)
        files.append(
            FileJob(
                landing_seq=delivery.landing_seq,
                path=str(settings.root / delivery.stored_path),
                name=delivery.file_name,
                landed_at=delivery.arrived_at.isoformat(sep=" "),
                sheet=delivery.sheet,
                columns=mapping.columns if mapping else {},
                values=mapping.values if mapping else {},
                constants=mapping.constants if mapping else {},
            )
        )
    return Job(
        batch_id=batch.batch_id,
        contract=contract.model_dump(mode="json", exclude_defaults=True),
        files=files,
        work=str(work),
        memory_limit_mb=settings.memory_limit_mb,
        threads=settings.threads,
        max_file_bytes=settings.max_file_mb * MEBIBYTE,
        max_field_bytes=settings.max_field_bytes,
    )


def _entry_checks(settings: Settings, contract: Contract, outcome: Outcome) -> list[GateResult]:
    from tandem.quality.entry import check_entry  # imports Great Expectations

    counts = {"records": outcome.records, "loaded": outcome.loaded, "quarantined": outcome.quarantined, "erased": 0}
    refused = Path(outcome.refused) if outcome.refused else None
    return check_entry(settings, contract, Path(outcome.accepted), refused, counts)


def _put(written: Path, target: Path) -> None:
    """Make a finished file the one that is read: wholly or not at all, also after a power cut."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with written.open("rb+") as file:
        os.fsync(file.fileno())
    written.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
