"""A batch from claimed to accepted or held, through the real ledger and a real reading process."""

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tandem.accept import accept_batch
from tandem.accept.batch import quarantine_path, raw_path, replay_batch
from tandem.accept.child import read_batch
from tandem.accept.job import FileJob, Job
from tandem.accept.quarantine import HIDDEN, refused_rows
from tandem.config import Settings
from tandem.contracts import Contracts
from tandem.errors import HeldError, UsageError
from tests.unit.accept.orders import GOOD, MIXED, NOW, agree, land, rows


def test_good_rows_are_loaded_bad_ones_quarantined_and_counted(settings, ledger, tmp_path):
    batch_id = land(settings, ledger, tmp_path, GOOD, MIXED)
    batch = accept_batch(settings, ledger, batch_id, now=NOW)
    assert (batch.state, batch.records, batch.loaded, batch.quarantined, batch.files) == ("accepted", 5, 4, 1, 2)
    assert ledger.reasons(batch_id) == {"amount:too_precise": 1}
    loaded = rows(raw_path(settings, batch))
    assert [(row[0], row[3:6]) for row in loaded] == [
        ("A1", (batch_id, 1, 1)),
        ("A2", (batch_id, 1, 2)),
        ("B2", (batch_id, 2, 2)),
        ("A1", (batch_id, 2, 3)),
    ]
    refused = rows(quarantine_path(settings, batch))
    assert refused[0][:3] == (batch_id, 2, 1)
    assert refused[0][4:] == (["amount:too_precise"], '{"order_id":"B1","buyer":"Cy","amount":"1.005"}')
    # The key came again in another file: counted here, one row per key from staging on.
    assert "repeated_keys" in [notice.code for notice in ledger.notices(batch_id)]
    assert not list(settings.temporary.iterdir())


def test_personal_cells_are_hidden_unless_asked_for(settings, ledger, tmp_path):
    batch_id = land(settings, ledger, tmp_path, MIXED + b"broken\n")
    accept_batch(settings, ledger, batch_id, now=NOW)
    hidden = refused_rows(settings, ledger, batch_id)
    assert [(row.row_number, row.reasons, row.record, row.line) for row in hidden] == [
        (1, ["amount:too_precise"], {"order_id": "B1", "buyer": HIDDEN, "amount": "1.005"}, None),
        (4, ["row:wrong_number_of_fields"], None, HIDDEN),
    ]
    shown = refused_rows(settings, ledger, batch_id, reveal=True)
    assert (shown[0].record["buyer"], shown[1].line) == ("Cy", "broken")


def test_accepting_again_changes_nothing(settings, ledger, tmp_path):
    batch_id = land(settings, ledger, tmp_path, MIXED)
    first = accept_batch(settings, ledger, batch_id, now=NOW)
    before = raw_path(settings, first).stat().st_mtime_ns
    assert accept_batch(settings, ledger, batch_id, now=NOW) == first
    assert raw_path(settings, first).stat().st_mtime_ns == before


def test_what_a_killed_try_left_is_overwritten_by_the_same(settings, ledger, tmp_path):
    batch_id = land(settings, ledger, tmp_path, GOOD)
    batch = ledger.batch(batch_id)
    for left in (raw_path(settings, batch), quarantine_path(settings, batch)):
        left.parent.mkdir(parents=True)
        left.write_bytes(b"half a file")
    accepted = accept_batch(settings, ledger, batch_id, now=NOW)
    assert accepted.loaded == 2
    assert len(rows(raw_path(settings, batch))) == 2
    assert not quarantine_path(settings, batch).exists()


def test_a_broken_file_holds_its_batch_with_one_line_and_only_it(settings, ledger, tmp_path):
    batch_id = land(settings, ledger, tmp_path, GOOD, b"order_id,amount\nA1,1\n")
    held = accept_batch(settings, ledger, batch_id, now=NOW)
    assert held.state == "held"
    assert held.reason.startswith("file orders-1.csv: column missing: buyer")
    assert "\n" not in held.reason
    assert not raw_path(settings, held).exists()
    later = land(settings, ledger, tmp_path, MIXED)
    assert accept_batch(settings, ledger, later, now=NOW).state == "accepted"


def test_a_held_batch_is_accepted_once_the_contract_allows_it(settings, ledger, tmp_path):
    batch_id = land(settings, ledger, tmp_path, GOOD.replace(b"buyer", b"client"))
    assert accept_batch(settings, ledger, batch_id, now=NOW).state == "held"
    file = settings.root / "contracts" / "shop" / "order.yml"
    file.write_text(file.read_text().replace("personal: name", "personal: name, optional: true"))
    batch = accept_batch(settings, ledger, batch_id, now=NOW)
    assert (batch.state, batch.reason, batch.loaded) == ("accepted", None, 2)
    assert rows(raw_path(settings, batch))[0][-1] == '{"client":"Ann"}'


def test_a_withdrawn_batch_is_not_accepted(settings, ledger, tmp_path):
    batch_id = land(settings, ledger, tmp_path, GOOD)
    ledger.withdraw_batch(batch_id, "Ann", "a test file")
    with pytest.raises(UsageError, match="withdrawn"):
        accept_batch(settings, ledger, batch_id, now=NOW)


def test_missing_bytes_hold(settings, ledger, tmp_path):
    batch_id = land(settings, ledger, tmp_path, GOOD)
    for delivery in ledger.deliveries(batch_id):
        (settings.root / delivery.stored_path).unlink()
    assert "landed bytes are not there" in accept_batch(settings, ledger, batch_id, now=NOW).reason


class TestReplay:
    def test_rows_and_counts_are_replaced_together(self, settings, ledger, tmp_path):
        batch_id = land(settings, ledger, tmp_path, MIXED)
        accept_batch(settings, ledger, batch_id, now=NOW)
        file = settings.root / "contracts" / "shop" / "order.yml"
        file.write_text(file.read_text().replace("decimal(18,2)", "decimal(18,4)"))
        batch = replay_batch(settings, ledger, batch_id, now=NOW)
        assert (batch.records, batch.loaded, batch.quarantined) == (3, 3, 0)
        assert ledger.reasons(batch_id) == {}
        assert len(rows(raw_path(settings, batch))) == 3
        assert not quarantine_path(settings, batch).exists()

    def test_a_batch_that_would_be_held_today_stays_as_it_was(self, settings, ledger, tmp_path):
        batch_id = land(settings, ledger, tmp_path, MIXED)
        before = accept_batch(settings, ledger, batch_id, now=NOW)
        agree(settings, more="  region: {type: string}")
        with pytest.raises(HeldError, match="stays as it was"):
            replay_batch(settings, ledger, batch_id, now=NOW)
        assert ledger.batch(batch_id) == before
        assert len(rows(raw_path(settings, before))) == before.loaded

    def test_killed_between_file_and_ledger_the_next_run_finishes_it(self, settings, ledger, tmp_path):
        batch_id = land(settings, ledger, tmp_path, MIXED)
        accept_batch(settings, ledger, batch_id, now=NOW)
        ledger.reopen(batch_id)  # what a replay does before it replaces the files
        assert [batch.batch_id for batch in ledger.batches("claimed")] == [batch_id]
        assert accept_batch(settings, ledger, batch_id, now=NOW).loaded == 2


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # in a container nobody may collect it


class TestReadingProcess:
    def test_running_out_of_time_holds_and_leaves_nothing(self, settings, ledger, tmp_path, monkeypatch):
        from tandem.accept import limits

        monkeypatch.setattr(limits, "SECONDS_PER_BATCH", 0)
        monkeypatch.setattr(limits, "SECONDS_PER_MEBIBYTE", 0)
        batch_id = land(settings, ledger, tmp_path, GOOD)
        held = accept_batch(settings, ledger, batch_id, now=NOW)
        assert "more than 0 s" in held.reason
        assert not list(settings.temporary.iterdir())

    def test_a_full_disk_is_no_fault_of_the_files(self, tmp_path):
        (tmp_path / "1.bytes.unpacked").symlink_to("/dev/full")  # where the packed file will be unpacked to
        (tmp_path / "orders.csv.gz").write_bytes(gzip.compress(GOOD))
        job = Job("shop.order-00000001", Contracts.load(Settings()).get("files", "click").model_dump(mode="json"),
                  [FileJob(1, str(tmp_path / "orders.csv.gz"), "orders.csv.gz", "2026-01-31")],
                  str(tmp_path), 400, 1, 10**9, 10**6)  # fmt: skip
        outcome = read_batch(job)
        assert (outcome.held, outcome.failed[:22]) == (None, "no space left on the d")

    def test_it_ends_with_the_process_that_asked(self, settings, ledger, tmp_path):
        many = b"order_id,buyer,amount\n" + b"".join(b'C%d,"x\n",1\n' % number for number in range(400_000))
        batch_id = land(settings, ledger, tmp_path, many + b"broken\n")
        parent = subprocess.Popen(
            [sys.executable, "-m", "tandem", "accept", batch_id],
            env={**os.environ, "TANDEM_HOME": str(settings.root)},
            stderr=subprocess.DEVNULL,
        )
        child = None
        while child is None and parent.poll() is None:
            reading = [pid for first in children(parent.pid) for pid in children(first)]
            child = reading[0] if reading else None
            time.sleep(0.02)
        time.sleep(0.5)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        deadline = time.monotonic() + 10
        while is_running(child) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not is_running(child)
        assert ledger.batch(batch_id).state == "claimed"

    def test_every_batch_is_read_by_a_process_of_its_own(self, settings, tmp_path):
        """What one reader used up or broke is not there for the next."""
        from tandem.accept.isolate import _Readers

        readers, codes = _Readers(), []
        try:
            for number in (1, 2):
                work = tmp_path / str(number)
                work.mkdir()
                job = Job("shop.order-00000001", {}, [], str(work), 400, 1, 10**9, 10**6)
                codes.append(readers.read(job, 30))
                assert "ValidationError" in (work / "errors.txt").read_text()
            reading = readers._process.pid
            os.kill(reading, signal.SIGKILL)
            assert readers.read(job, 30) in (1, -signal.SIGKILL)
            assert readers.read(job, 30) == 1, "a new one is started"
        finally:
            readers.stop()
        assert codes == [1, 1]
        assert not is_running(reading)
