"""When is a build due, and under which run id? One waiting run per build number, whoever asks."""

from datetime import datetime, timedelta

from tandem.ledger import Build, Ledger
from tandem.pipeline import LEASE

# A build waits for the batches that were claimed together with the one just accepted: ten files make one build, and a
# first load one as well. It waits this long after the last claim, and longer the more are still to come ...
SETTLE = timedelta(seconds=60)
SETTLE_PER_BATCH = timedelta(seconds=10)
# ... but what has been accepted never waits longer than this, however much keeps arriving.
LONGEST_WAIT = timedelta(minutes=10)
# A build that broke is tried again more rarely than an event that was lost.
_AFTER_FAILURE = 3


def build_after_accept(ledger: Ledger, *, now: datetime) -> str | None:
    """Run id for the ingest that has just committed its batch; None when a later one will start the build.

    Call it after the commit: the build raises the number and pins the accepted batches in one transaction, so a batch
    committed before that number was read is in this build or in one that began earlier.
    """
    if _others_are_on_their_way(ledger, now) or not _is_wanted(ledger):
        return None
    return f"build-{ledger.next_build_no()}"


def swept_build(ledger: Ledger, *, now: datetime, sweep_after: timedelta) -> str | None:
    """Run id for the clock's sweep: batches are unbuilt, and nothing has happened to them for ``sweep_after``.

    The run id carries the time, because the run of the same number may have been lost or may have failed before it
    began to build.
    """
    if not _is_wanted(ledger) or ledger.lease_holder(LEASE) is not None:
        return None
    last = _last_build(ledger)
    touched = [batch.accepted_at for batch in ledger.batches(state="accepted") if batch.accepted_at]
    patience = sweep_after
    if last is not None:
        touched.append(last.finished_at or last.started_at or now)
        if last.state == "failed":
            patience = sweep_after * _AFTER_FAILURE
    if touched and now - max(touched) < patience:
        return None
    return f"build-{ledger.next_build_no()}-sweep-{now:%Y%m%dT%H%M}"


def _others_are_on_their_way(ledger: Ledger, now: datetime) -> bool:
    waiting = ledger.batches(state="claimed")
    if not waiting or now - max(batch.claimed_at for batch in waiting) >= SETTLE + SETTLE_PER_BATCH * len(waiting):
        return False
    unbuilt = set(ledger.unbuilt_batches())
    accepted_at = [b.accepted_at for b in ledger.batches(state="accepted") if b.accepted_at and b.batch_id in unbuilt]
    return not accepted_at or now - min(accepted_at) < LONGEST_WAIT


def _is_wanted(ledger: Ledger) -> bool:
    """Whether batches or judgements differ from the served release's and have not been refused as they are."""
    if ledger.publishing_held:
        return False
    accepted, judged = {batch.batch_id for batch in ledger.batches(state="accepted")}, ledger.last_judgement_no()
    release = ledger.current_release()
    if release is None and not accepted:
        return False
    served = ledger.build(release.build_no) if release else None
    if served and (accepted, judged) == (set(served.batch_ids), served.judgement_no):
        return False
    last = _last_build(ledger)
    return last is None or last.state != "held" or (set(last.batch_ids), last.judgement_no) != (accepted, judged)


def _last_build(ledger: Ledger) -> Build | None:
    number = ledger.next_build_no() - 1
    return ledger.build(number) if number else None
