"""One batch from claimed to accepted or held. The ledger's commit is the load; everything before it can be repeated."""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tandem.accept.isolate import read_in_child
from tandem.accept.job import FileJob, Job, Outcome
from tandem.accept.limits import MEBIBYTE
from tandem.accept.snapshot import refused_keys
from tandem.accept.source import HEADER
from tandem.accept.volume import repeat_notices, volume_notices
from tandem.config import Settings
from tandem.contracts import Contract, Contracts
from tandem.errors import HeldError, TandemError, UsageError
from tandem.landing.mappings import Mappings
from tandem.landing.temporary import temporary_name
from tandem.ledger import Batch, Headers, Ledger, Notice


def accept_batch(settings: Settings, ledger: Ledger, batch_id: str, *, now: datetime) -> Batch:
    """Read every file of a claimed or held batch, write its raw and quarantine files, and record the load.

    Returns the batch, accepted or held (its ``reason`` is one line). An accepted batch is left as it is. Raises
    UsageError for a withdrawn one and TandemError when this machine is at fault (no space): then it stays as it was.
    ``now`` (naive UTC) is the time of the attempt in the run history; no row depends on it.
    """
    batch = ledger.batch(batch_id)
    if batch.state == "accepted":
        return batch
    if batch.state == "withdrawn":
        raise UsageError(f"batch {batch_id} is withdrawn: readmit it first with tandem batch readmit")
    with _prepared(settings, ledger, batch) as prepared:
        if prepared.hold:
            ledger.record_event("hold", batch_id=batch_id, at=now.isoformat())
            return ledger.hold_batch(batch_id, prepared.hold, prepared.notices)
        return _commit(settings, ledger, batch, prepared)


def replay_batch(settings: Settings, ledger: Ledger, batch_id: str, *, now: datetime) -> Batch:
    """Read the landed bytes of an accepted batch again, under today's contract and mappings.

    Its raw file, quarantine file and counts are replaced together: killed at any point, it either is as it was or is
    claimed, and the next run accepts it. Raises HeldError, and changes nothing, if it would be held today. The caller
    holds the pipeline's lease, so that no build reads the files meanwhile; a release that contains the batch needs a
    full build afterwards. A claimed or held batch is simply accepted.
    """
    batch = ledger.batch(batch_id)
    if batch.state != "accepted":
        return accept_batch(settings, ledger, batch_id, now=now)
    with _prepared(settings, ledger, batch) as prepared:
        if prepared.hold:
            raise HeldError(f"batch {batch_id} stays as it was: {prepared.hold}")
        ledger.record_event("replay", batch_id=batch_id, at=now.isoformat(), loaded_before=batch.loaded)
        ledger.reopen(batch_id)
        return _commit(settings, ledger, batch, prepared)


def raw_path(settings: Settings, batch: Batch) -> Path:
    """Where the accepted rows of a batch are."""
    return settings.raw / batch.system / batch.entity / f"{batch.batch_id}.parquet"


def quarantine_path(settings: Settings, batch: Batch) -> Path:
    """Where the refused rows of a batch are, if it has any."""
    return settings.quarantine / batch.system / batch.entity / f"{batch.batch_id}.parquet"


@dataclass(frozen=True)
class _Prepared:
    """A batch that has been read into temporary files, or the reason to hold it."""

    contract: Contract
    outcome: Outcome
    notices: list[Notice]
    hold: str | None = None
    headers: tuple[Headers, ...] = ()


@contextmanager
def _prepared(settings: Settings, ledger: Ledger, batch: Batch) -> Iterator[_Prepared]:
    contract = Contracts.load(settings).get(batch.system, batch.entity)
    work = settings.temporary / temporary_name("accept")
    work.mkdir(parents=True)
    try:
        job = _job(settings, ledger, batch, contract, work)
        outcome = read_in_child(job)
        if outcome.failed:
            raise TandemError(f"batch {batch.batch_id}: {outcome.failed}")
        notices = [Notice(code, message, severity) for code, message, severity in outcome.notices]
        if outcome.held:
            yield _Prepared(contract, outcome, notices, outcome.held)
            return
        hold, more = _rules(settings, ledger, batch, contract, outcome)
        yield _Prepared(contract, outcome, notices + more, hold, _headers(job))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _rules(
    settings: Settings, ledger: Ledger, batch: Batch, contract: Contract, outcome: Outcome
) -> tuple[str | None, list[Notice]]:
    """Volume rule and entry checks: the reason to hold the batch, if there is one, and notices.

    A batch that a person let in is held by nothing but a balance that does not add up.
    """
    from tandem.quality.entry import BALANCE, check_entry  # imports Great Expectations

    accepted = ledger.batches("accepted", system=batch.system, entity=batch.entity)
    earlier = [one for one in accepted if one.first_landing_seq < batch.first_landing_seq]
    notices, hold = volume_notices(contract, earlier, outcome.records_per_file)
    repeated, hold_repeated = repeat_notices(contract, ledger.repeats_of_earlier(batch.batch_id))
    notices += repeated
    hold = None if batch.readmitted else hold or hold_repeated
    counts = {"records": outcome.records, "loaded": outcome.loaded, "quarantined": outcome.quarantined, "erased": 0}
    refused = Path(outcome.refused) if outcome.refused else None
    before = [raw_path(settings, one) for one in earlier if one.loaded]
    notices += refused_keys(contract, Path(outcome.accepted), refused, before[-1] if before else None)
    for result in check_entry(settings, contract, Path(outcome.accepted), refused, counts):
        if result.passed:
            continue
        notices.append(Notice("entry_check", f"{result.check}: {result.sentence}", result.severity))
        if result.severity == "critical" and (result.check == BALANCE or not batch.readmitted):
            hold = hold or f"entry check {result.check} ({result.owner}): {result.sentence} {result.advice}"
    return hold, notices


def _commit(settings: Settings, ledger: Ledger, batch: Batch, prepared: _Prepared) -> Batch:
    outcome = prepared.outcome
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
        contract_version=prepared.contract.version,
        notices=prepared.notices,
        reasons=outcome.reasons,
        headers=prepared.headers,
    )


def _job(settings: Settings, ledger: Ledger, batch: Batch, contract: Contract, work: Path) -> Job:
    mappings = Mappings.load(settings)
    before = ledger.last_headers(batch.system, batch.entity, before=batch.first_landing_seq)
    files = []
    for delivery in ledger.deliveries(batch.batch_id):
        mapping = mappings.for_file(delivery.file_name, batch.system, batch.entity)
        columns, constants = (mapping.columns, mapping.constants) if mapping else ({}, {})
        seen = before.get(_fingerprint(columns, constants))
        known = sorted(seen.columns) if seen else []
        files.append(
            FileJob(
                landing_seq=delivery.landing_seq,
                path=str(settings.root / delivery.stored_path),
                name=delivery.file_name,
                landed_at=delivery.arrived_at.isoformat(sep=" "),
                sheet=delivery.sheet,
                columns=columns,
                values=mapping.values if mapping else {},
                constants=constants,
                # A batch that a person let in may lack what the others had.
                expected=[] if batch.readmitted else [name for name in known if seen.columns[name] == seen.files],
                known=known,
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


def _headers(job: Job) -> tuple[Headers, ...]:
    """The columns of the files that have a header, as the reading process left them, by mapping."""
    found: dict[str, list[list[str]]] = {}
    for one in job.files:
        left = Path(job.work, f"{one.landing_seq}.{HEADER}")
        if left.exists():
            columns = json.loads(left.read_text(encoding="utf-8"))
            found.setdefault(_fingerprint(one.columns, one.constants), []).append(columns)
    return tuple(
        Headers(mapping, len(files), dict(sorted(Counter(name for names in files for name in names).items())))
        for mapping, files in sorted(found.items())
    )


def _fingerprint(columns: dict[str, str], constants: dict[str, str]) -> str:
    """What tells one mapping from another, as far as the columns are concerned; empty for none."""
    if not columns and not constants:
        return ""
    text = json.dumps([columns, sorted(constants)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


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
