"""Landing keeps the bytes that came, counts every arrival, and takes nothing that is not a plain file."""

import errno
import hashlib
import os
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pytest

from tandem.config import Settings
from tandem.errors import TandemError, UsageError
from tandem.landing import land_inbox, land_path, store
from tandem.ledger import Ledger


def stored_files(settings: Settings) -> list[str]:
    return sorted(
        file.relative_to(settings.root).as_posix() for file in settings.landing.rglob("*") if not file.is_dir()
    )


def waiting(settings: Settings) -> list[str]:
    """Everything in the inbox, hidden folders included."""
    return sorted(
        file.relative_to(settings.inbox).as_posix()
        for file in settings.inbox.rglob("*")
        if file.is_symlink() or not file.is_dir()
    )


def test_the_bytes_that_came_are_stored_and_registered(settings, ledger, write):
    content = b"\xff\xfe not text \x00\r\n"
    file = write("2026-01-31/salesforce__lead.csv", content)
    (delivery,) = land_path(settings, ledger, file, arrived_at=datetime.fromisoformat("2026-02-01"))
    digest = hashlib.sha256(content).hexdigest()
    assert delivery.stored_path == f"landing/salesforce/lead/00000001-{digest[:12]}.csv"
    assert (settings.root / delivery.stored_path).read_bytes() == content
    assert (delivery.team, delivery.system, delivery.entity) == ("sales", "salesforce", "lead")
    assert (delivery.file_name, delivery.size, delivery.sha256) == ("salesforce__lead.csv", len(content), digest)
    assert (delivery.delivered_on, delivery.arrived_at) == (None, datetime.fromisoformat("2026-02-01"))
    assert ledger.deliveries() == [delivery]
    assert file.read_bytes() == content  # nothing is taken away
    assert list(settings.temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "landed", "day"),
    [
        ("export-2019-01-01/salesforce__lead.csv", "export-2019-01-01/salesforce__lead.csv", None),
        ("export-2019-01-01/salesforce__lead.csv", "export-2019-01-01", None),
        ("export-2019-01-01/2026-01-31/salesforce__lead.csv", "export-2019-01-01", date(2026, 1, 31)),
        ("old-2019-01-01/salesforce__lead-2026-01-31.csv", "old-2019-01-01", date(2026, 1, 31)),
    ],
)
def test_a_day_above_what_is_landed_says_nothing_about_the_delivery(settings, ledger, write, name, landed, day):
    file = write(name)
    (delivery,) = land_path(settings, ledger, file.parents[name.count("/")] / landed)
    assert delivery.delivered_on == day


def test_a_file_is_always_delivered_once_more(settings, ledger, write):
    file = write("salesforce__lead.csv")
    states = [land_path(settings, ledger, file)[0].state for _ in range(2)]
    assert states == ["landed", "duplicate"]
    assert len(stored_files(settings)) == 1


def test_a_then_b_then_a_again_is_three_files(settings, ledger, write):
    for content in ("a", "b", "a"):
        land_path(settings, ledger, write("salesforce__lead.csv", content))
    assert [delivery.state for delivery in ledger.deliveries()] == ["landed"] * 3
    assert len(stored_files(settings)) == 3


def test_a_folder_is_landed_in_the_order_of_its_paths_and_can_be_repeated(settings, ledger, write):
    for name in (
        "2026-01-02/salesforce__lead.csv",
        "2026-01-01/salesforce__lead.csv",
        "2026-01-01/salesforce__account.csv",
    ):
        file = write(name, name)
    first = land_path(settings, ledger, file.parent.parent)
    assert [(str(d.delivered_on), d.entity) for d in first] == [
        ("2026-01-01", "account"),
        ("2026-01-01", "lead"),
        ("2026-01-02", "lead"),
    ]
    assert land_path(settings, ledger, file.parent.parent) == []
    write("2026-01-01/salesforce__account.csv", "changed")
    assert [d.entity for d in land_path(settings, ledger, file.parent.parent)] == ["account"]


def test_a_folder_whose_days_return_to_earlier_bytes_keeps_every_day(settings, ledger, write):
    for day, content in (("2026-01-01", "a"), ("2026-01-02", "b"), ("2026-01-03", "a"), ("2026-01-04", "a")):
        file = write(f"{day}/salesforce__lead.csv", content)
    states = [delivery.state for delivery in land_path(settings, ledger, file.parent.parent)]
    assert states == ["landed", "landed", "landed", "duplicate"]


def test_what_a_folder_holds_besides_is_passed_over(settings, ledger, write, tmp_path):
    file = write("salesforce__lead.csv")
    for name in ("README.md", ".hidden/salesforce__lead.csv", ".salesforce__lead.csv", "salesforce__account.csv.part"):
        write(name, name)
    (file.parent / "salesforce__contact.csv").symlink_to(file)
    (file.parent / "loop").symlink_to(file.parent)
    assert [delivery.entity for delivery in land_path(settings, ledger, file.parent)] == ["lead"]


def test_a_workbook_is_one_delivery_per_sheet_and_one_stored_file(settings, ledger, write):
    file = write("sales_plan.xlsx", b"PK\x03\x04 a workbook")
    deliveries = land_path(settings, ledger, file)
    assert [(d.entity, d.sheet) for d in deliveries] == [
        ("holiday", "holidays"),
        ("promise", "promises"),
        ("quota", "quotas"),
    ]
    assert stored_files(settings) == [deliveries[0].stored_path]
    assert {delivery.stored_path for delivery in deliveries} == {deliveries[0].stored_path}
    assert {delivery.state for delivery in land_path(settings, ledger, file)} == {"duplicate"}


def test_the_inbox_is_emptied_and_every_arrival_counts(settings, ledger, drop):
    drop("salesforce/lead/export.csv")
    drop("hubspot__contact.csv")
    assert [(d.entity, d.origin) for d in land_inbox(settings, ledger)] == [
        ("contact", "inbox/hubspot__contact.csv"),
        ("lead", "inbox/salesforce/lead/export.csv"),
    ]
    assert waiting(settings) == []
    assert land_inbox(settings, ledger) == []
    drop("hubspot__contact.csv")
    assert [delivery.state for delivery in land_inbox(settings, ledger)] == ["duplicate"]


def test_an_arrival_with_a_kept_modification_time_is_an_arrival(settings, ledger, drop):
    for _ in range(2):
        os.utime(drop("hubspot__contact.csv"), ns=(10**18, 10**18))
        land_inbox(settings, ledger)
    assert [delivery.state for delivery in ledger.deliveries()] == ["landed", "duplicate"]


def test_part_files_and_hidden_files_stay_in_the_inbox(settings, ledger, drop):
    drop("hubspot__contact.csv.part")
    drop(".salesforce__lead.csv")
    assert land_inbox(settings, ledger) == []
    assert waiting(settings) == [".salesforce__lead.csv", "hubspot__contact.csv.part"]


def test_what_cannot_be_landed_is_set_aside_and_does_not_stop_the_others(settings, ledger, drop, tmp_path):
    drop("any/notes.txt")
    drop("salesforce__account.csv", b"PK\x03\x04 an archive with the name of a table")
    drop("salesforce__lead.zip")
    drop("warehouse.duckdb")
    secret = tmp_path / "secret.csv"
    secret.write_text("secret")
    (settings.inbox / "salesforce__contact.csv").symlink_to(secret)
    (settings.inbox / "salesforce").symlink_to(tmp_path)
    os.mkfifo(settings.inbox / "salesforce__event.csv")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(settings.inbox / "salesforce__task.csv"))
        drop("salesforce__user.csv")
        assert [delivery.entity for delivery in land_inbox(settings, ledger)] == ["user"]
    assert waiting(settings) == [
        "unrecognised/any/notes.txt",
        "unrecognised/salesforce",
        "unrecognised/salesforce__account.csv",
        "unrecognised/salesforce__contact.csv",
        "unrecognised/salesforce__event.csv",
        "unrecognised/salesforce__lead.zip",
        "unrecognised/salesforce__task.csv",
        "unrecognised/warehouse.duckdb",
    ]
    assert secret.read_text() == "secret"
    drop("any/notes.txt", "the second one")
    land_inbox(settings, ledger)
    assert (settings.inbox / "unrecognised/any/2-notes.txt").read_text() == "the second one"


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda file: file.write_bytes(b"x" * (1024 * 1024 + 1)), "larger than 1 MiB"),
        (lambda file: file.write_bytes(b"PK\x03\x04"), "is a zip archive: unpack it"),
        (lambda file: file.symlink_to("/etc/hostname"), "is a link"),
        (lambda file: os.mkfifo(file), "not a plain file"),
        (lambda file: None, "there is no file"),
    ],
)
def test_a_single_file_that_cannot_be_landed_is_a_usage_error(settings, ledger, tmp_path, make, why):
    small = settings.model_copy(update={"max_file_mb": 1})
    make(tmp_path / "salesforce__lead.csv")
    with pytest.raises(UsageError, match=why):
        land_path(small, ledger, tmp_path / "salesforce__lead.csv")
    assert ledger.deliveries() == []
    assert not settings.temporary.exists() or list(settings.temporary.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["salesforce__lead.csv/../../x.csv", "salesforce__lead\n.csv", "salesforce__lead-%2e%2e.csv"]
)
def test_odd_names_do_not_lead_out_of_landing(settings, ledger, drop, name):
    name = name.replace("/", "\u2215")  # a slash cannot be in a name
    drop(name)
    land_inbox(settings, ledger)
    assert all(
        path.startswith("landing/salesforce/lead/0000") and path.endswith(".csv") for path in stored_files(settings)
    )
    assert len(stored_files(settings)) == len(ledger.deliveries())


def test_a_name_that_is_not_unicode_is_landed(settings, ledger):
    Path(os.fsdecode(os.fsencode(settings.inbox) + b"/salesforce__lead-\xff.csv")).write_text("id\n1\n")
    (delivery,) = land_inbox(settings, ledger)
    assert delivery.file_name == "salesforce__lead-\ufffd.csv"


def test_a_file_that_grows_while_it_is_read_waits_for_the_next_run(settings, ledger, drop, monkeypatch):
    drop("salesforce__lead.csv")
    read = store.os.fsync

    def write_more(handle):
        (file,) = settings.inbox.rglob("salesforce__lead.csv")
        with file.open("a") as writer:
            writer.write("2\n")
        read(handle)

    monkeypatch.setattr(store.os, "fsync", write_more)
    assert land_inbox(settings, ledger) == []
    monkeypatch.undo()
    (delivery,) = land_inbox(settings, ledger)
    assert (settings.root / delivery.stored_path).read_text() == "id\n1\n2\n"
    assert delivery.origin == "inbox/salesforce__lead.csv"
    assert waiting(settings) == []


def test_a_full_disk_is_one_clear_line_and_nothing_is_left(settings, ledger, write):
    file = write("salesforce__lead.csv")
    shutil.rmtree(settings.temporary, ignore_errors=True)
    script = """
import resource, signal, sys
from pathlib import Path
from tandem.config import Settings
from tandem.landing import land_path
from tandem.ledger import Ledger
import errno
from tandem.landing import store
def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")
setattr(store.os, sys.argv[3], full)
settings = Settings(home=sys.argv[1])
with Ledger.open(settings) as ledger:
    try:
        land_path(settings, ledger, Path(sys.argv[2]))
    except Exception as error:
        print(type(error).__name__, error)
"""
    result = subprocess.run(
        [sys.executable, "-c", script, str(settings.home), str(file), "fsync"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == (
        "TandemError no space left to land salesforce__lead.csv: free some and run the command again\n"
    )
    assert ledger.deliveries() == []
    assert list(settings.temporary.iterdir()) == stored_files(settings) == []
    assert land_path(settings, ledger, file)[0].state == "landed"


def test_a_data_folder_that_may_not_be_written_is_named(settings, ledger, drop, monkeypatch):
    """Not a fault of the file, which stays where the next run finds it."""

    def denied(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    drop("salesforce__lead.csv")
    with monkeypatch.context() as patch:
        patch.setattr(store.os, "fsync", denied)
        with pytest.raises(TandemError, match="the data folder may not be written"):
            land_inbox(settings, ledger)
    assert [delivery.file_name for delivery in land_inbox(settings, ledger)] == ["salesforce__lead.csv"]


def test_when_the_ledger_refuses_the_bytes_go_too(settings, ledger, write, monkeypatch):
    file = write("salesforce__lead.csv")
    register = Ledger.register_delivery

    def fails_at_the_commit(self, **values):
        def store_and_fail(landing_seq):
            values["store"](landing_seq)
            raise TandemError("the ledger cannot be used")

        return register(self, **{**values, "store": store_and_fail})

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "register_delivery", fails_at_the_commit)
        with pytest.raises(TandemError, match="the ledger cannot be used"):
            land_path(settings, ledger, file)
    assert stored_files(settings) == []
    assert land_path(settings, ledger, file)[0].landing_seq == 1


def test_several_runs_share_one_inbox(settings, drop):
    for number in range(30):
        drop(f"salesforce__lead-{number:02d}.csv", str(number))

    def run(_):
        with Ledger.open(settings) as ledger:
            return land_inbox(settings, ledger)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, range(3)))
    with Ledger.open(settings) as ledger:
        deliveries = ledger.deliveries()
    assert sorted(delivery.file_name for delivery in deliveries) == [
        f"salesforce__lead-{number:02d}.csv" for number in range(30)
    ]
    assert {delivery.state for delivery in deliveries} == {"landed"}
    assert waiting(settings) == []
