"""A build pins its batches; what is new is judged against the release that is served."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from tandem.config import Settings
from tandem.errors import TandemError
from tandem.ledger import GateResult, Ledger
from tandem.ledger.deliveries import next_number
from tandem.ledger.engine import transaction

AS_OF = datetime.fromisoformat("2026-01-31")


def publish(ledger, release_id: str) -> int:
    build = ledger.begin_build(AS_OF)
    ledger.record_release(release_id, build.build_no, AS_OF, {})
    ledger.set_current(release_id)
    ledger.finish_build(build.build_no, "published")
    return build.build_no


@pytest.fixture
def accepted(ledger, register, accept):
    """Register, claim and accept one file of an entity."""

    def call(entity: str, content: str = "a") -> str:
        register(entity, content)
        return accept(ledger.claim()[0].batch_id)

    return call


def test_a_build_pins_every_accepted_batch_and_knows_the_new_ones(ledger, accepted):
    first = accepted("lead")
    publish(ledger, "r1")
    second = accepted("account")
    build = ledger.begin_build(AS_OF)
    late = accepted("contact")
    pinned = ledger.build(build.build_no)
    assert (pinned.batch_ids, pinned.new_batch_ids) == ([first, second], [second])
    assert (pinned.as_of, pinned.state) == (AS_OF, "running")
    assert ledger.unbuilt_batches() == [second, late]


def test_batches_of_a_build_that_failed_are_new_again(ledger, accepted):
    batch_id = accepted("lead")
    build = ledger.begin_build(AS_OF)
    ledger.finish_build(build.build_no, "failed", "the disk was full")
    again = ledger.begin_build(AS_OF)
    assert again.new_batch_ids == [batch_id]
    assert ledger.batch(batch_id).build_no is None


def test_a_batch_keeps_the_number_of_the_first_build_that_was_published_with_it(ledger, accepted):
    batch_id = accepted("lead")
    number = publish(ledger, "r1")
    accepted("account")
    publish(ledger, "r2")
    assert ledger.batch(batch_id).build_no == number


def test_after_a_rollback_the_batches_of_the_later_release_are_new(ledger, accepted):
    accepted("lead")
    publish(ledger, "r1")
    second = accepted("account")
    publish(ledger, "r2")
    ledger.set_current("r1", publishing_held=True)
    assert ledger.unbuilt_batches() == [second]


def test_a_withdrawn_batch_is_left_out(ledger, accepted):
    batch_id = accepted("lead")
    publish(ledger, "r1")
    ledger.withdraw_batch(batch_id, "sales", "wrong")
    assert ledger.begin_build(AS_OF).batch_ids == []


def test_a_batch_that_leaves_and_comes_back_is_in_the_builds_it_was_in(ledger, accepted):
    stays, leaves = accepted("lead"), accepted("account")
    publish(ledger, "r1")
    ledger.withdraw_batch(leaves, "sales", "wrong")
    publish(ledger, "r2")
    ledger.readmit(leaves, "sales", "right")
    publish(ledger, "r3")
    assert [(build.batch_ids, build.new_batch_ids) for build in ledger.builds()] == [
        ([stays, leaves], [stays, leaves]),
        ([stays], []),
        ([stays, leaves], [leaves]),
    ]


def test_the_next_number_is_the_one_the_build_gets(ledger):
    assert ledger.next_build_no() == 1
    assert ledger.begin_build(AS_OF).build_no == 1
    assert ledger.next_build_no() == 2


def test_who_asks_while_a_build_takes_its_snapshot_gets_the_number_after_it(postgres_url, tmp_path):
    """On SQLite no batch can be committed meanwhile, so that nobody asks on account of one."""
    with Ledger.open(Settings(home=tmp_path, ledger_url=postgres_url)) as ledger, ThreadPoolExecutor(1) as pool:
        with transaction(ledger.engine, write=True) as connection:
            assert next_number(connection, "build_no") == 1
            asked = pool.submit(ledger.next_build_no)
            with pytest.raises(TimeoutError):
                asked.result(timeout=0.3)
        assert asked.result() == 2


def test_a_build_whose_run_died_is_marked_failed_by_the_next(ledger):
    died = ledger.begin_build(AS_OF).build_no
    ledger.begin_build(AS_OF)
    assert [(build.build_no, build.state) for build in ledger.builds()] == [(died, "failed"), (2, "running")]
    assert ledger.build(died).message == "ended without a result"


def test_a_build_ends_in_a_known_state(ledger):
    build = ledger.begin_build(AS_OF)
    with pytest.raises(ValueError, match="ends as one of"):
        ledger.finish_build(build.build_no, "running")
    with pytest.raises(TandemError, match="no build 99"):
        ledger.finish_build(99, "failed")


def test_gate_results_keep_their_order_and_are_replaced_as_a_whole(ledger):
    build_no = ledger.begin_build(AS_OF).build_no
    rows = [
        GateResult("rows", "release", "both", "critical", False, 3, "There are rows.", "Look at the batch."),
        GateResult("consent", "agreement", "marketing", "warning", True, None, "Consent is known.", ""),
    ]
    ledger.record_gate_results(build_no, rows)
    ledger.record_gate_results(build_no, rows[::-1])
    assert ledger.gate_results(build_no) == rows[::-1]
    # A later build that never reached the gates does not hide what the gates said last.
    ledger.begin_build(AS_OF)
    assert ledger.gate_results() == rows[::-1]
