"""Whatever wakes dispatch, every batch is announced, and again when nothing came of it."""

from datetime import timedelta

from sqlalchemy import update

from tandem.ledger import schema, utcnow
from tandem.ledger.engine import transaction
from tandem.orchestration.dispatch import take_in

SWEEP = timedelta(minutes=5)


def test_arrivals_wake_the_department_they_belong_to(settings, ledger, drop):
    drop("events__registration.tsv")
    drop("salesforce__account.csv")
    drop("salesforce__lead.csv")
    wake = take_in(settings, now=utcnow(), sweep_after=SWEEP)
    assert wake.marketing == ["events.registration-00000001"]
    assert wake.sales == ["salesforce.account-00000002", "salesforce.lead-00000003"]
    assert wake.build_run_id is None
    assert [path.name for path in settings.inbox.rglob("*") if path.is_file()] == []


def test_nothing_new_wakes_nobody(settings, ledger, drop):
    assert not take_in(settings, now=utcnow(), sweep_after=SWEEP)
    drop("salesforce__account.csv")
    assert take_in(settings, now=utcnow(), sweep_after=SWEEP)
    assert not take_in(settings, now=utcnow(), sweep_after=SWEEP)


def test_an_unfinished_file_waits(settings, ledger, drop):
    drop("salesforce__account.csv")
    (settings.inbox / "salesforce__lead.csv.part").write_text("id,na", encoding="utf-8")
    assert take_in(settings, now=utcnow(), sweep_after=SWEEP).sales == ["salesforce.account-00000001"]
    assert (settings.inbox / "salesforce__lead.csv.part").exists()


def test_a_batch_whose_event_was_lost_is_announced_again(settings, ledger, drop):
    drop("salesforce__account.csv")
    (lost,) = take_in(settings, now=utcnow(), sweep_after=SWEEP).sales
    later = utcnow() + SWEEP
    assert take_in(settings, now=later - timedelta(minutes=1), sweep_after=SWEEP).sales == []
    assert take_in(settings, now=later, sweep_after=SWEEP).sales == [lost]


def test_a_long_queue_is_not_a_loss(settings, ledger, drop, accepted):
    drop("salesforce__account.csv")
    drop("salesforce__lead.csv")
    (first, waiting) = take_in(settings, now=utcnow(), sweep_after=SWEEP).sales
    accepted(first)
    just_moved = utcnow() + SWEEP - timedelta(seconds=1)
    assert take_in(settings, now=just_moved, sweep_after=SWEEP).sales == []
    stands_still = utcnow() + SWEEP
    assert take_in(settings, now=stands_still, sweep_after=SWEEP).sales == [waiting]


def test_a_batch_that_a_later_one_has_overtaken_is_announced_again(settings, ledger, drop, accepted):
    drop("salesforce__account.csv")
    (lost,) = take_in(settings, now=utcnow(), sweep_after=SWEEP).sales
    with transaction(ledger.engine, write=True) as connection:
        connection.execute(update(schema.events).values(recorded_at=utcnow() - SWEEP))
    drop("salesforce__lead.csv")
    (later, *_) = take_in(settings, now=utcnow() - timedelta(minutes=1), sweep_after=SWEEP).sales
    accepted(later)
    assert take_in(settings, now=utcnow(), sweep_after=SWEEP).sales == [lost]


def test_a_batch_that_was_claimed_by_a_run_that_died_is_announced_at_once(settings, ledger, drop):
    from tandem.landing import land_inbox

    drop("salesforce__account.csv")
    land_inbox(settings, ledger)
    ledger.claim()  # and the process is killed before it could tell anybody
    assert take_in(settings, now=utcnow(), sweep_after=SWEEP).sales == ["salesforce.account-00000001"]


def test_a_held_batch_is_left_to_a_person_until_it_is_readmitted(settings, ledger, drop):
    drop("salesforce__account.csv")
    (batch_id,) = take_in(settings, now=utcnow(), sweep_after=SWEEP).sales
    ledger.hold_batch(batch_id, "a column is missing", [])
    later = utcnow() + SWEEP
    assert not take_in(settings, now=later, sweep_after=SWEEP)
    ledger.readmit(batch_id, "sam", "the column is not needed")
    assert take_in(settings, now=later, sweep_after=SWEEP).sales == [batch_id]


def test_accepted_batches_that_nobody_builds_start_a_build(settings, ledger, drop, accepted):
    drop("salesforce__account.csv")
    (batch_id,) = take_in(settings, now=utcnow(), sweep_after=SWEEP).sales
    accepted(batch_id)
    later = utcnow() + SWEEP + timedelta(minutes=1)
    assert take_in(settings, now=later, sweep_after=SWEEP).build_run_id == f"build-1-sweep-{later:%Y%m%dT%H%M}"
