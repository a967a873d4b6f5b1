"""What people are told when nothing failed, and what PostgreSQL is not asked for."""

from datetime import timedelta

from tandem.ledger import utcnow
from tandem.orchestration.dispatch import take_in
from tandem.orchestration.ingest import accept
from tandem.orchestration.notices import release_notices, standing_notices
from tandem.orchestration.serving import SERVED, serve_current

SWEEP = timedelta(minutes=5)
ADDRESS = "postgresql://serving:secret@db.example:5433/serving"


def test_held_batches_and_unrecognised_files_are_named_until_somebody_acts(settings, ledger, drop):
    assert standing_notices(settings, now=utcnow()) == []
    drop("salesforce__account.csv")
    (batch_id,) = take_in(settings, now=utcnow(), sweep_after=SWEEP).sales
    ledger.hold_batch(batch_id, "a column is missing", [])
    (settings.inbox / "unrecognised").mkdir()
    (settings.inbox / "unrecognised" / "report.csv").write_text("a\n", encoding="utf-8")
    held, unknown = standing_notices(settings, now=utcnow())
    assert held.startswith(f"sales: batch {batch_id} is held: a column is missing")
    assert unknown.startswith("1 files in inbox/unrecognised")


def test_an_entity_that_is_late_is_named_with_its_department(settings, ledger, drop):
    drop("salesforce__account.csv")
    take_in(settings, now=utcnow(), sweep_after=SWEEP)
    (late,) = standing_notices(settings, now=utcnow() + timedelta(days=30))
    assert late.startswith("sales: salesforce.account is late")


def test_a_release_tells_what_it_brought(settings, ledger, drop, accepted, publish):
    drop("salesforce__account.csv")
    (batch_id,) = take_in(settings, now=utcnow(), sweep_after=SWEEP).sales
    accepted(batch_id)
    release_id = publish()
    assert release_notices(settings, release_id)[0].startswith(
        f"release {release_id} as of 2026-01-31 00:00 UTC: 1 new"
    )
    assert "not in the ledger" in release_notices(settings, "r999999")[0]


def test_a_doubled_event_accepts_nothing_twice(settings, ledger, drop, accepted):
    drop("salesforce__account.csv")
    (batch_id,) = take_in(settings, now=utcnow(), sweep_after=SWEEP).sales
    accepted(batch_id)
    before = ledger.batch(batch_id)
    again = accept(settings, batch_id)
    assert (again.state, again.build_run_id) == ("accepted", "build-1")
    assert ledger.batch(batch_id) == before


def test_postgres_is_left_alone_without_a_release_or_with_the_one_it_has(settings, ledger, drop, accepted, publish):
    assert serve_current(settings, ADDRESS) is None
    drop("salesforce__account.csv")
    (batch_id,) = take_in(settings, now=utcnow(), sweep_after=SWEEP).sales
    accepted(batch_id)
    ledger.record_event(SERVED, release_id=publish(), target="db.example:5433/serving")
    assert serve_current(settings, ADDRESS) is None
