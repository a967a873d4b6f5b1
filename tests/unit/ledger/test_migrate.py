"""Opening a ledger: an empty one, one of every earlier version, one of a later version."""

import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, delete, insert, inspect, select, text

from tandem.config import Settings
from tandem.errors import BusyError, TandemError
from tandem.ledger import Ledger, engine, schema
from tandem.ledger.engine import connect, transaction
from tandem.ledger.migrate import MIGRATIONS, upgrade

OLD = sorted((Path(__file__).parent / "data").glob("*.sql"))


@contextmanager
def closing_engine(settings: Settings):
    """The ledger's database as it is, without an upgrade."""
    opened = connect(settings.ledger_address)
    yield opened
    opened.dispose()


def open_in_new_process(settings: Settings, then: str = "") -> subprocess.Popen:
    script = f"""
import sys
from tandem.config import Settings
from tandem.ledger import Ledger
with Ledger.open(Settings(home=sys.argv[1], ledger_url=sys.argv[2] or None)) as ledger:
    print(ledger.next_build_no())
{then}
"""
    arguments = [sys.executable, "-c", script, str(settings.home), settings.ledger_url or ""]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def test_the_migrations_end_at_the_revision_the_code_knows():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.REVISION]


def test_the_migrations_make_the_tables_of_the_schema(ledger):
    with transaction(ledger.engine, write=False) as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_every_version_has_a_ledger_to_upgrade():
    assert [file.stem for file in OLD] == [f"{number:04d}" for number in range(1, int(schema.REVISION) + 1)]


def write_old(settings: Settings, dump: Path) -> None:
    """Make the ledger that the dump describes, on PostgreSQL by way of the migrations up to its version."""
    settings.root.mkdir(parents=True, exist_ok=True)
    file = settings.root / "ledger.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    if not settings.ledger_url:
        return
    source, target = connect(f"sqlite:///{file}"), connect(settings.ledger_url)
    upgrade(target, dump.stem)
    tables = MetaData()
    tables.reflect(source)
    with transaction(source, write=False) as reader, transaction(target, write=True) as writer:
        for table in tables.sorted_tables:
            writer.execute(delete(table))
            for row in reader.execute(select(table)).mappings():
                writer.execute(insert(table).values(**row))
    source.dispose()
    target.dispose()


@pytest.mark.parametrize("old", OLD, ids=lambda file: file.stem)
def test_an_old_ledger_is_upgraded_and_says_what_it_said(settings, old):
    write_old(settings, old)
    with Ledger.open(settings) as ledger:
        states = [delivery.state for delivery in ledger.deliveries()]
        assert states == ["landed", "duplicate", "landed", "landed", "landed"]
        lead, account, contact = ledger.batches()
        assert (lead.state, lead.records, lead.loaded, lead.quarantined, lead.build_no) == ("accepted", 10, 8, 2, 1)
        assert (account.state, account.reason) == ("withdrawn", "a test file")
        assert ledger.notices(lead.batch_id)[0].message == "1 unknown column is kept"
        assert ledger.reasons() == {"email:not_text": 2}
        assert [decision.kind for decision in ledger.decisions(contact.batch_id)] == ["withdraw", "readmit"]
        assert ledger.current_release().release_id == "r00000004"
        both = [lead.batch_id, contact.batch_id]
        assert [(build.state, build.batch_ids, build.new_batch_ids) for build in ledger.builds()] == [
            ("published", both[:1], both[:1]),
            ("held", both, both[1:]),
            ("published", both[:1], []),
            ("published", both, both[1:]),
        ]
        # Work goes on where it stopped.
        assert [batch.batch_id for batch in ledger.claim()] == ["salesforce.lead-00000005"]
        assert ledger.begin_build(ledger.build(1).as_of).batch_ids == both
        with ledger.lease("pipeline") as lease:
            assert lease.fence == 2


def test_an_upgrade_that_fails_leaves_the_old_ledger(settings, monkeypatch):
    def fail(*_):
        raise TandemError("the disk is full")

    write_old(settings, OLD[0])
    with monkeypatch.context() as patch:
        patch.setattr(op, "drop_table", fail)
        with pytest.raises(TandemError, match="disk is full"):
            Ledger.open(settings)
    with closing_engine(settings) as engine, transaction(engine, write=False) as connection:
        assert connection.execute(text("select version_num from alembic_version")).scalar() == OLD[0].stem
        assert not inspect(connection).has_table("build_members")
    with Ledger.open(settings) as ledger:
        assert len(list(ledger.builds())) == 4


def test_a_ledger_of_a_newer_version_is_refused(ledger, settings):
    with transaction(ledger.engine, write=True) as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(TandemError, match="newer Tandem") as refusal:
        Ledger.open(settings)
    assert "\n" not in str(refusal.value)


def test_a_current_ledger_is_opened_without_the_migration_library(ledger, settings):
    process = open_in_new_process(settings, "assert 'alembic' not in sys.modules")
    assert (process.communicate(timeout=60)[0], process.returncode) == ("1\n", 0)


def test_an_empty_ledger_may_be_opened_by_several_processes_at_once(settings):
    running = [open_in_new_process(settings) for _ in range(4)]
    assert [process.communicate(timeout=60)[0] for process in running] == ["1\n"] * 4


def test_sqlite_survives_a_power_cut_and_lets_readers_read_while_one_writes(tmp_path):
    with Ledger.open(Settings(home=tmp_path)) as ledger, transaction(ledger.engine, write=False) as connection:
        assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 2  # full
        assert connection.exec_driver_sql("pragma foreign_keys").scalar() == 1


def test_a_ledger_that_another_run_keeps_locked_is_named_busy(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    with Ledger.open(Settings(home=tmp_path)) as ledger:
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as other:
            other.execute("begin immediate")
            with pytest.raises(BusyError, match="being written by another run"):
                ledger.record_event("landed")
        ledger.record_event("landed")


def test_a_file_that_is_no_ledger_is_named_in_one_line(tmp_path):
    (tmp_path / "ledger.sqlite").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(TandemError, match="ledger") as refusal:
        Ledger.open(Settings(home=tmp_path))
    assert "\n" not in str(refusal.value)


def test_an_unreachable_server_is_named_without_the_password(tmp_path):
    settings = Settings(home=tmp_path, ledger_url="postgresql://user:secret@127.0.0.1:1/ledger")
    with pytest.raises(TandemError, match="cannot be used") as refusal:
        Ledger.open(settings)
    assert "secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_another_database_is_refused(tmp_path):
    with pytest.raises(TandemError, match="use sqlite"):
        Ledger.open(Settings(home=tmp_path, ledger_url="mysql://localhost/ledger"))


def test_an_address_that_is_none_is_refused_without_showing_it(tmp_path):
    with pytest.raises(TandemError, match="is not an address") as refusal:
        Ledger.open(Settings(home=tmp_path, ledger_url="user:secret@host"))
    assert "secret" not in str(refusal.value)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(TandemError, match="set TANDEM_HOME"):
        Ledger.open(Settings(home=tmp_path / "file" / "home"))
