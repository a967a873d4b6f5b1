"""A backup restores to the same release, the same ledger, the same bytes."""

import pytest

from tandem.config import Settings
from tandem.errors import TandemError, UsageError
from tandem.ledger import Ledger
from tandem.release import backup, current, export, restore


@pytest.fixture
def elsewhere(settings, tmp_path) -> Settings:
    return Settings(home=tmp_path / "restored", project_root=settings.project_root)


@pytest.fixture
def full_home(settings, published):
    published(3)
    published(4)
    for name in ("landing", "raw", "quarantine"):
        (settings.root / name).mkdir()
        (settings.root / name / "file").write_bytes(name.encode())
    return settings


def test_a_restored_home_goes_on_where_the_backup_was_taken(full_home, elsewhere, tmp_path):
    files = backup(full_home, tmp_path / "backup")
    assert restore(elsewhere, tmp_path / "backup") == files
    assert export(elsewhere, tmp_path / "b") == export(full_home, tmp_path / "a")
    assert current(elsewhere).parent == elsewhere.releases
    with Ledger.open(elsewhere) as ledger:
        assert ledger.current_release().release_id == current(elsewhere).name == "r000002"
        assert ledger.next_build_no() == 3
    assert (elsewhere.root / "landing" / "file").read_bytes() == b"landing"


def test_a_damaged_backup_is_refused_and_nothing_appears(full_home, elsewhere, tmp_path):
    backup(full_home, tmp_path / "backup")
    (tmp_path / "backup" / "landing" / "file").write_bytes(b"other")
    with pytest.raises(TandemError, match=r"1 files differ, the first is landing/file"):
        restore(elsewhere, tmp_path / "backup")
    assert not elsewhere.root.exists()


def test_restore_needs_an_empty_home_and_a_backup(full_home, elsewhere, tmp_path):
    backup(full_home, tmp_path / "backup")
    with pytest.raises(UsageError, match="not empty"):
        restore(full_home, tmp_path / "backup")
    with pytest.raises(UsageError, match="not a backup"):
        restore(elsewhere, tmp_path)


def test_backup_does_not_overwrite_nor_go_inside_the_home(full_home, tmp_path):
    backup(full_home, tmp_path / "backup")
    with pytest.raises(UsageError, match="exists already"):
        backup(full_home, tmp_path / "backup")
    with pytest.raises(UsageError, match="inside the data folder"):
        backup(full_home, full_home.root / "backup")
