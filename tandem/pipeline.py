"""The whole road in order, without Airflow: inbox -> landing -> accept -> build -> gates -> release."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tandem.config import Settings
from tandem.errors import HeldError
from tandem.ledger import Ledger, utcnow
from tandem.log import get_logger
from tandem.progress import Progress

log = get_logger(__name__)

LEASE = "pipeline"


@dataclass
class RunResult:
    """What one run did. ``release_id`` is None when nothing was published."""

    landed: int = 0
    accepted: list[str] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    release_id: str | None = None
    unchanged: bool = False


def run(
    settings: Settings,
    *,
    as_of: datetime,
    sources: Iterable[Path] = (),
    full: bool = False,
    force: bool = False,
) -> RunResult:
    """Take in what has arrived and publish it. Repeatable: with nothing new, nothing changes.

    ``sources`` are landed before the inbox. A held batch does not stop the others. Raises HeldError when a gate
    refuses the candidate (the old release stays) and BusyError when another run is under way.
    """
    from tandem.landing import land_inbox, land_path, sweep_temporary

    result = RunResult()
    with Ledger.open(settings) as ledger, ledger.lease(LEASE):
        sweep_temporary(settings)
        for source in sources:
            result.landed += len(land_path(settings, ledger, source))
        result.landed += len(land_inbox(settings, ledger))
        accept_waiting(settings, ledger, result)
        build_and_publish(settings, ledger, result, as_of=as_of, full=full, force=force)
    return result


def accept_waiting(settings: Settings, ledger: Ledger, result: RunResult) -> None:
    """Claim what has landed and accept every claimed batch, also those a killed run left behind."""
    from tandem.accept import accept_batch

    ledger.claim()
    waiting = ledger.batches(state="claimed")
    with Progress("accept", total=len(waiting)) as progress:
        for batch in waiting:
            done = accept_batch(settings, ledger, batch.batch_id, now=utcnow())
            if done.state == "held":
                result.held[done.batch_id] = done.reason or "held"
                log.warning("batch held", batch=done.batch_id, reason=done.reason)
            else:
                result.accepted.append(done.batch_id)
            progress.advance(f"{batch.system}.{batch.entity}")


def build_and_publish(
    settings: Settings,
    ledger: Ledger,
    result: RunResult,
    *,
    as_of: datetime,
    full: bool = False,
    force: bool = False,
) -> None:
    """Build a candidate of all accepted batches, pass it through the gates and publish it."""
    from tandem.build import build_candidate, discard
    from tandem.quality import check_candidate
    from tandem.release import publish

    candidate = build_candidate(settings, ledger, as_of=as_of, full=full, force=force)
    if candidate is None:
        result.unchanged = True
        return
    with Progress("check", total=1) as progress:
        report = check_candidate(settings, ledger, candidate)
        progress.advance("gates")
    if not report.passed:
        discard(settings, ledger, candidate, state="held", message=report.message)
        raise HeldError(report.message)
    with Progress("publish", total=1) as progress:
        result.release_id = publish(settings, ledger, candidate, report)
        progress.advance(result.release_id)
