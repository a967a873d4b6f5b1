"""Which release is served, and the hold after a rollback."""

from datetime import datetime

import pytest

from tandem.errors import TandemError, UsageError

AS_OF = datetime.fromisoformat("2026-01-31")


def test_a_release_is_served_only_after_set_current(ledger):
    build_no = ledger.begin_build(AS_OF).build_no
    release = ledger.record_release("r1", build_no, AS_OF, {"tables": {"dim_person": 3}})
    assert ledger.current_release() is None
    ledger.set_current("r1")
    assert ledger.current_release() == release
    assert ledger.current_release().manifest == {"tables": {"dim_person": 3}}


def test_recording_a_release_again_is_harmless_unless_another_build_claims_it(ledger):
    first = ledger.begin_build(AS_OF).build_no
    ledger.record_release("r1", first, AS_OF, {})
    ledger.record_release("r1", first, AS_OF, {})
    with pytest.raises(TandemError, match="was made by build 1"):
        ledger.record_release("r1", ledger.begin_build(AS_OF).build_no, AS_OF, {})
    assert [release.release_id for release in ledger.releases()] == ["r1"]


def test_a_rollback_holds_publishing_until_resume(ledger):
    for release_id in ("r1", "r2"):
        ledger.record_release(release_id, ledger.begin_build(AS_OF).build_no, AS_OF, {})
        ledger.set_current(release_id)
    assert not ledger.publishing_held
    ledger.set_current("r1", publishing_held=True)
    assert ledger.publishing_held
    assert ledger.current_release().release_id == "r1"
    ledger.resume()
    assert not ledger.publishing_held


def test_an_unknown_release_cannot_be_served(ledger):
    with pytest.raises(UsageError, match="no release r9"):
        ledger.set_current("r9")
