"""Claiming, the balance, and what people may decide about a batch."""

import subprocess
import sys

import pytest

from tandem.errors import TandemError, UsageError
from tandem.ledger import Ledger, Notice


def test_one_batch_per_entity_with_every_unclaimed_delivery(ledger, register):
    for entity, content in (("lead", "a"), ("account", "a"), ("lead", "b"), ("lead", "b")):
        register(entity, content)
    lead, account = ledger.claim()
    assert (lead.batch_id, lead.files, lead.state) == ("salesforce.lead-00000001", 2, "claimed")
    assert (account.batch_id, account.files) == ("salesforce.account-00000002", 1)
    # The repetition (number 4) is recorded and belongs to no batch.
    assert [delivery.landing_seq for delivery in ledger.deliveries(lead.batch_id)] == [1, 3]


def test_a_second_claim_takes_only_what_came_since(ledger, register):
    register(content="a")
    ledger.claim()
    assert ledger.claim() == []
    register(content="b")
    register(content="b")
    assert ledger.unclaimed() == 1
    assert [batch.batch_id for batch in ledger.claim()] == ["salesforce.lead-00000002"]
    assert len(ledger.batches(state="claimed")) == 2


def test_several_processes_register_and_claim_without_losing_or_doubling_a_delivery(settings):
    script = """
import sys
from tandem.config import Settings
from tandem.ledger import Ledger, utcnow
settings, me = Settings(home=sys.argv[1], ledger_url=sys.argv[2] or None), sys.argv[3]
with Ledger.open(settings) as ledger:
    for number in range(15):
        ledger.register_delivery(team="sales", system="s", entity=f"e{number % 3}", file_name="f", origin=me, size=1,
            sha256=f"{me}-{number}", arrived_at=utcnow(), store=lambda seq: f"landing/{seq}")
        ledger.claim()
"""
    arguments = [str(settings.home), settings.ledger_url or ""]
    running = [subprocess.Popen([sys.executable, "-c", script, *arguments, str(number)]) for number in range(4)]
    assert [process.wait(timeout=120) for process in running] == [0] * 4
    with Ledger.open(settings) as ledger:
        deliveries = ledger.deliveries()
        batches = ledger.batches()
        assert [delivery.landing_seq for delivery in deliveries] == list(range(1, 61))
        assert all(delivery.batch_id for delivery in deliveries)
        assert sum(batch.files for batch in batches) == 60
        for batch in batches:
            members = ledger.deliveries(batch.batch_id)
            assert len(members) == batch.files
            assert batch.batch_id == f"s.{members[0].entity}-{members[0].landing_seq:08d}"


def test_acceptance_stores_counts_notices_and_reasons(ledger, register):
    register()
    (batch,) = ledger.claim()
    notices = [Notice("extra_column", "1 unknown column is kept"), Notice("volume", "fewer rows", "warning")]
    done = ledger.accept_batch(
        batch.batch_id,
        records=10,
        loaded=6,
        quarantined=3,
        erased=1,
        contract_version=2,
        notices=notices,
        reasons={"email:not_text": 2, "row:cut": 1},
    )
    assert (done.state, done.records, done.loaded, done.quarantined, done.erased) == ("accepted", 10, 6, 3, 1)
    assert done.contract_version == 2
    assert ledger.notices(batch.batch_id) == notices
    assert ledger.reasons(batch.batch_id) == {"email:not_text": 2, "row:cut": 1}


@pytest.mark.parametrize(("records", "loaded", "quarantined"), [(10, 9, 0), (10, 10, 1), (-1, -1, 0), (3, 4, -1)])
def test_counts_that_do_not_balance_are_refused(ledger, register, records, loaded, quarantined):
    register()
    (batch,) = ledger.claim()
    with pytest.raises(TandemError, match="does not balance"):
        ledger.accept_batch(batch.batch_id, records=records, loaded=loaded, quarantined=quarantined, contract_version=1)
    assert ledger.batch(batch.batch_id).state == "claimed"


def test_of_two_tries_to_accept_the_first_wins(ledger, register, accept):
    register()
    (batch,) = ledger.claim()
    accept(batch.batch_id, 5)
    accept(batch.batch_id, 5)
    with pytest.raises(TandemError, match="only once"):
        accept(batch.batch_id, 6)
    assert ledger.batch(batch.batch_id).loaded == 5


def test_a_held_batch_can_be_tried_again(ledger, register, accept):
    register()
    (batch,) = ledger.claim()
    held = ledger.hold_batch(batch.batch_id, "a column is missing", [Notice("missing_column", "stage", "critical")])
    assert (held.state, held.reason) == ("held", "a column is missing")
    accept(batch.batch_id)
    again = ledger.batch(batch.batch_id)
    assert (again.state, again.reason, ledger.notices(batch.batch_id)) == ("accepted", None, [])


def test_an_accepted_batch_that_was_withdrawn_comes_back_accepted(ledger, register, accept):
    register()
    accept(ledger.claim()[0].batch_id)
    (batch_id,) = ledger.unbuilt_batches()
    ledger.withdraw_batch(batch_id, "sales operations", "wrong export")
    assert ledger.unbuilt_batches() == []
    with pytest.raises(UsageError, match="already withdrawn"):
        ledger.withdraw_batch(batch_id, "sales operations", "again")
    with pytest.raises(UsageError, match="cannot be held"):
        ledger.hold_batch(batch_id, "late")
    assert ledger.readmit(batch_id, "sales operations", "it was right").state == "accepted"
    assert [(d.kind, d.who, d.why) for d in ledger.decisions(batch_id)] == [
        ("withdraw", "sales operations", "wrong export"),
        ("readmit", "sales operations", "it was right"),
    ]


def test_a_held_batch_that_is_readmitted_is_accepted_anew_and_not_held_for_its_volume(ledger, register):
    register()
    (batch,) = ledger.claim()
    ledger.hold_batch(batch.batch_id, "90 % fewer rows")
    back = ledger.readmit(batch.batch_id, "marketing", "the campaign ended")
    assert (back.state, back.readmitted, back.reason) == ("claimed", True, None)


def test_a_withdrawn_batch_is_not_accepted_by_a_late_try(ledger, register, accept):
    register()
    (batch,) = ledger.claim()
    ledger.withdraw_batch(batch.batch_id, "sales", "a test file")
    with pytest.raises(UsageError, match="is withdrawn"):
        accept(batch.batch_id)


def test_a_decision_needs_a_name_and_a_reason(ledger, register):
    register()
    (batch,) = ledger.claim()
    for who, why in ((" ", "because"), ("me", "")):
        with pytest.raises(UsageError, match="who decides and why"):
            ledger.withdraw_batch(batch.batch_id, who, why)
    assert ledger.batch(batch.batch_id).state == "claimed"


def test_reasons_of_all_leave_out_what_is_withdrawn(ledger, register):
    for entity in ("lead", "account"):
        register(entity)
    for batch in ledger.claim():
        ledger.accept_batch(
            batch.batch_id, records=1, loaded=0, quarantined=1, contract_version=1, reasons={"id:missing": 1}
        )
    assert ledger.reasons() == {"id:missing": 2}
    ledger.withdraw_batch("salesforce.lead-00000001", "sales", "wrong")
    assert ledger.reasons() == {"id:missing": 1}


def test_an_unknown_batch_is_named(ledger):
    with pytest.raises(UsageError, match="there is no batch nope"):
        ledger.batch("nope")
