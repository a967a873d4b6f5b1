"""When a build is due. The laws: none is lost, ten files make one, a refusal is not repeated."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tandem.ledger import schema, utcnow
from tandem.ledger.engine import transaction
from tandem.orchestration.builds import LONGEST_WAIT, SETTLE, SETTLE_PER_BATCH, build_after_accept, swept_build
from tandem.orchestration.dispatch import take_in
from tandem.pipeline import LEASE

SWEEP = timedelta(minutes=5)
NAMES = ["events__registration.tsv", "salesforce__account.csv", "salesforce__lead.csv"]


@pytest.fixture
def claimed(settings, ledger, drop):
    """Three batches that were claimed together."""
    for name in NAMES:
        drop(name)
    wake = take_in(settings, now=utcnow(), sweep_after=SWEEP)
    return [*wake.marketing, *wake.sales]


def later(minutes: float = 0):
    return utcnow() + SWEEP + timedelta(minutes=minutes)


def test_batches_claimed_together_start_one_build_with_the_last_of_them(ledger, claimed, accepted):
    first, second, third = claimed
    accepted(second)
    assert build_after_accept(ledger, now=utcnow()) is None
    accepted(third)
    assert build_after_accept(ledger, now=utcnow()) is None
    accepted(first)
    assert build_after_accept(ledger, now=utcnow()) == "build-1"


def test_a_held_batch_as_the_last_of_them_starts_the_build_for_the_others(ledger, claimed, accepted):
    first, second, third = claimed
    accepted(first)
    accepted(second)
    ledger.hold_batch(third, "a column is missing", [])
    assert build_after_accept(ledger, now=utcnow()) == "build-1"


def test_a_slow_batch_does_not_hold_up_the_others_for_good(ledger, claimed, accepted):
    accepted(claimed[0])
    assert build_after_accept(ledger, now=utcnow() + SETTLE) is None
    accepted(claimed[1])
    assert build_after_accept(ledger, now=utcnow() + SETTLE + SETTLE_PER_BATCH) == "build-1"


def test_a_stream_of_arrivals_does_not_hold_up_the_build_for_good(settings, ledger, claimed, accepted, drop):
    for batch_id in claimed:
        accepted(batch_id)
    drop(NAMES[1], more="1,x\n")
    take_in(settings, now=utcnow(), sweep_after=SWEEP)
    assert build_after_accept(ledger, now=utcnow()) is None
    with transaction(ledger.engine, write=True) as connection:
        long_ago = utcnow() - LONGEST_WAIT
        waits = schema.batches.c.batch_id == claimed[0]
        connection.execute(update(schema.batches).where(waits).values(accepted_at=long_ago))
    assert build_after_accept(ledger, now=utcnow()) == "build-1"


def test_a_batch_committed_while_a_build_runs_names_the_next_one(ledger, claimed, accepted):
    for batch_id in claimed:
        accepted(batch_id)
    assert build_after_accept(ledger, now=utcnow()) == "build-1"
    ledger.begin_build(utcnow())  # raises the number and pins in one transaction
    assert build_after_accept(ledger, now=utcnow()) == "build-2"


def test_nothing_to_build_starts_nothing(ledger, claimed, accepted, publish):
    for batch_id in claimed:
        ledger.withdraw_batch(batch_id, "sam", "sent by mistake")
    assert build_after_accept(ledger, now=utcnow()) is None
    assert swept_build(ledger, now=later(), sweep_after=SWEEP) is None


def test_what_is_in_the_release_is_not_built_again(ledger, claimed, accepted, publish):
    for batch_id in claimed:
        accepted(batch_id)
    publish()
    assert build_after_accept(ledger, now=utcnow()) is None
    assert swept_build(ledger, now=later(), sweep_after=SWEEP) is None


def test_the_sweep_starts_a_build_whose_wake_up_was_lost(ledger, claimed, accepted):
    for batch_id in claimed:
        accepted(batch_id)
    assert swept_build(ledger, now=utcnow(), sweep_after=SWEEP) is None
    assert swept_build(ledger, now=later(), sweep_after=SWEEP).startswith("build-1-sweep-")


def test_the_sweep_starts_a_build_when_a_published_batch_was_withdrawn(ledger, claimed, accepted, publish):
    for batch_id in claimed:
        accepted(batch_id)
    publish()
    ledger.withdraw_batch(claimed[0], "sam", "the wrong year")
    assert swept_build(ledger, now=later(), sweep_after=SWEEP).startswith("build-2-sweep-")


def test_the_sweep_starts_a_build_that_follows_a_judgement_once(ledger, claimed, accepted, publish):
    for batch_id in claimed:
        accepted(batch_id)
    publish()
    ledger.judge("same", "person", "x", "y", who="Ann", why="she asked them")
    assert swept_build(ledger, now=later(), sweep_after=SWEEP).startswith("build-2-sweep-")
    publish()
    assert swept_build(ledger, now=later(), sweep_after=SWEEP) is None


def test_the_sweep_leaves_a_running_build_alone(ledger, claimed, accepted):
    for batch_id in claimed:
        accepted(batch_id)
    with ledger.lease(LEASE):
        assert swept_build(ledger, now=later(), sweep_after=SWEEP) is None
    assert swept_build(ledger, now=later(), sweep_after=SWEEP) is not None


def test_a_broken_build_is_tried_again_but_more_rarely(ledger, claimed, accepted):
    for batch_id in claimed:
        accepted(batch_id)
    build = ledger.begin_build(utcnow())
    ledger.finish_build(build.build_no, "failed", "the disk was full")
    assert swept_build(ledger, now=later(), sweep_after=SWEEP) is None
    assert swept_build(ledger, now=later(minutes=10), sweep_after=SWEEP).startswith("build-2-sweep-")


def test_what_a_gate_refused_is_not_built_again_until_the_batches_differ(ledger, claimed, accepted):
    first, second, third = claimed
    accepted(first)
    accepted(second)
    build = ledger.begin_build(utcnow())
    ledger.finish_build(build.build_no, "held", "two checks failed")
    assert swept_build(ledger, now=later(minutes=60), sweep_after=SWEEP) is None
    ledger.withdraw_batch(second, "sam", "wrong currency")
    assert swept_build(ledger, now=later(minutes=60), sweep_after=SWEEP).startswith("build-2-sweep-")
    accepted(third)
    assert build_after_accept(ledger, now=utcnow()) == "build-2"


def test_after_a_rollback_nothing_is_built_until_resume(ledger, claimed, accepted, publish):
    accepted(claimed[0])
    first = publish()
    for batch_id in claimed[1:]:
        accepted(batch_id)
    publish()
    ledger.set_current(first, publishing_held=True)
    assert build_after_accept(ledger, now=utcnow()) is None
    assert swept_build(ledger, now=later(), sweep_after=SWEEP) is None
    ledger.resume()
    assert swept_build(ledger, now=later(), sweep_after=SWEEP).startswith("build-3-sweep-")
