"""Rollback is the pointer swap backwards."""

import pytest

from tandem.errors import UsageError
from tandem.release import current, export, rollback


def test_rollback_shows_the_release_before_with_the_same_hashes(settings, ledger, published, tmp_path):
    published(3)
    before = export(settings, tmp_path / "before")
    published(4)
    assert export(settings, tmp_path / "after") != before
    rollback(settings, ledger)
    assert export(settings, tmp_path / "again") == before
    assert ledger.current_release().release_id == current(settings).name == "r000001"
    assert ledger.publishing_held


def test_rollback_to_a_named_release(settings, ledger, published):
    for people in (3, 4, 5):
        published(people)
    assert rollback(settings, ledger, "r000001") == "r000001"


@pytest.mark.parametrize(
    ("to", "message"),
    [
        (None, "no release before r000001"),
        ("r000001", "not older"),
        ("r000077", "is not here"),
        ("../../etc", "is not here"),
    ],
)
def test_a_rollback_that_cannot_be_done_says_why(settings, ledger, published, to, message):
    published(3)
    with pytest.raises(UsageError, match=message):
        rollback(settings, ledger, to)
    assert not ledger.publishing_held
