"""A batch from claimed to accepted or held, through the real ledger and a real reading process."""

import gzip
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tandem.accept import accept_batch
from tandem.accept.batch import quarantine_path, raw_path, replay_batch
from tandem.accept.child import read_batch
from tandem.accept.isolate import read_in_child
from tandem.accept.job import FileJob, Job
from tandem.accept.quarantine import HIDDEN, refused_rows
from tandem.config import Settings
from tandem.contracts import Contracts
from tandem.errors import HeldError, UsageError
from tandem.landing import land_path
from tandem.ledger import Ledger

NOW = datetime.fromisoformat("2026-01-31")
CONTRACT = """
system: shop
entity: order
team: sales
version: {version}
description: One order.
delivery: {{mode: {mode}, key: [order_id]}}
format: {{kind: csv, final_newline: required}}
time_zone: UTC
freshness: {{every: 1 day, warn_after: 2 days}}
volume: {{empty: {empty}, fewer_rows: {{percent: 90, action: hold}}}}
columns:
  order_id: {{type: string, required: true}}
  buyer: {{type: string, personal: name}}
  amount: {{type: "decimal(18,2)"}}
{more}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def ledger(settings: Settings):
    agree(settings)
    with Ledger.open(settings) as opened:
        yield opened


def agree(settings: Settings, *, version: int = 1, mode: str = "append", empty: str = "hold", more: str = "") -> None:
    file = settings.root / "contracts" / "shop" / "order.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(CONTRACT.format(version=version, mode=mode, empty=empty, more=more))


def land(settings: Settings, ledger: Ledger, tmp_path: Path, *contents: bytes) -> str:
    """Land files and claim them. Returns the batch."""
    for number, content in enumerate(contents):
        file = tmp_path / f"orders-{number}.csv"
        file.write_bytes(content)
        land_path(settings, ledger, file, system="shop", entity="order")
    (batch,) = ledger.claim()
    return batch.batch_id


def rows(path: Path) -> list[tuple]:
    with duckdb.connect() as engine:
        return engine.execute(f"SELECT * FROM '{path}' ORDER BY _landing_seq, _row_number").fetchall()


GOOD = b"order_id,buyer,amount\nA1,Ann,10.50\nA2,Bob,20\n"
MIXED = b"order_id,buyer,amount\nB1,Cy,1.005\nB2,Di,2.00\nA1,Ann,10.50\n"


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


class TestVolume:
    def test_far_fewer_rows_than_usual_hold_until_readmitted(self, settings, ledger, tmp_path):
        many = b"order_id,buyer,amount\n" + b"".join(b"C%d,x,1\n" % number for number in range(30))
        accept_batch(settings, ledger, land(settings, ledger, tmp_path, many), now=NOW)
        few = land(settings, ledger, tmp_path, GOOD)
        held = accept_batch(settings, ledger, few, now=NOW)
        assert (held.state, held.reason) == (
            "held",
            "a delivery of 2 records where 30 are usual (limit: 90 % fewer)",
        )
        ledger.readmit(few, "Ann", "a quiet day")
        assert accept_batch(settings, ledger, few, now=NOW).loaded == 2

    @pytest.mark.parametrize("content", [b"", b"order_id,buyer,amount\n"])
    def test_nothing_holds_or_warns_as_agreed(self, settings, ledger, tmp_path, content):
        held = accept_batch(settings, ledger, land(settings, ledger, tmp_path, content), now=NOW)
        assert held.reason == "1 of 1 deliveries without a record"
        agree(settings, empty="warn")
        accepted = accept_batch(settings, ledger, held.batch_id, now=NOW)
        assert (accepted.state, accepted.records) == ("accepted", 0)
        assert "empty_delivery" in [notice.code for notice in ledger.notices(held.batch_id)]
        assert rows(raw_path(settings, accepted)) == []

    def test_a_file_is_compared_with_the_earlier_ones_of_its_own_batch(self, settings, ledger, tmp_path):
        many = b"order_id,buyer,amount\n" + b"".join(b"C%d,x,1\n" % number for number in range(30))
        first = land(settings, ledger, tmp_path, many, many.replace(b"C", b"D"), GOOD)
        held = accept_batch(settings, ledger, first, now=NOW)
        assert held.reason == "a delivery of 2 records where 30 are usual (limit: 90 % fewer)"

    def test_growing_from_a_small_first_file_is_no_loss(self, settings, ledger, tmp_path):
        many = b"order_id,buyer,amount\n" + b"".join(b"C%d,x,1\n" % number for number in range(30))
        first = land(settings, ledger, tmp_path, GOOD, many)
        assert accept_batch(settings, ledger, first, now=NOW).state == "accepted"

    def test_a_person_may_let_in_few_rows_but_not_rows_that_do_not_balance(
        self, settings, ledger, tmp_path, monkeypatch
    ):
        from tandem.accept import batch as module

        def miscounted(job):
            outcome = read_in_child(job)
            outcome.loaded, outcome.records = outcome.loaded + 1, outcome.records + 1
            return outcome

        batch_id = land(settings, ledger, tmp_path, GOOD)
        monkeypatch.setattr(module, "read_in_child", miscounted)
        for _ in range(2):
            held = accept_batch(settings, ledger, batch_id, now=NOW)
            assert (held.state, held.reason[:24]) == ("held", "entry check rows_balance")
            ledger.readmit(batch_id, "Ann", "looks right")


class TestColumnsThatGo:
    """An optional column may be missing from the start, but not go missing."""

    WITH = b"order_id,buyer,amount,currency\nA1,Ann,1,EUR\n"
    WITHOUT = b"order_id,buyer,amount\nA2,Bob,2\n"
    RENAMED = b"order_id,buyer,amount,iso_code\nA2,Bob,2,EUR\n"

    @pytest.fixture(autouse=True)
    def _optional_currency(self, settings, ledger):
        agree(settings, more="  currency: {type: currency, optional: true}")

    def accept(self, settings, ledger, tmp_path, *contents: bytes):
        return accept_batch(settings, ledger, land(settings, ledger, tmp_path, *contents), now=NOW)

    @pytest.mark.parametrize(
        ("gone", "unknown"), [(WITHOUT, ""), (RENAMED, " (unknown in it: iso_code)")], ids=["removed", "renamed"]
    )
    def test_holds_with_one_line_until_a_person_lets_it_in(self, settings, ledger, tmp_path, gone, unknown):
        self.accept(settings, ledger, tmp_path, self.WITH)
        held = self.accept(settings, ledger, tmp_path, gone)
        assert (held.state, held.reason) == (
            "held",
            f"file orders-0.csv: column missing that the deliveries before had: currency{unknown}: correct the export, "
            "write a mapping file, or let it in without the column: tandem batch readmit",
        )
        ledger.readmit(held.batch_id, "Ann", "one currency from now on")
        assert accept_batch(settings, ledger, held.batch_id, now=NOW).loaded == 1
        # From then on that is how its files are.
        later = gone.replace(b"A2", b"A3")
        assert self.accept(settings, ledger, tmp_path, later).state == "accepted"

    def test_a_column_that_appears_is_expected_from_then_on(self, settings, ledger, tmp_path):
        for content in (self.WITHOUT, self.WITH):
            assert self.accept(settings, ledger, tmp_path, content).state == "accepted"
        assert self.accept(settings, ledger, tmp_path, self.WITHOUT).state == "held"

    def test_is_said_where_not_every_file_of_the_batch_before_had_it(self, settings, ledger, tmp_path):
        first = self.accept(settings, ledger, tmp_path, self.WITH, self.WITHOUT)
        assert first.state == "accepted"
        second = self.accept(settings, ledger, tmp_path, self.WITHOUT.replace(b"A2", b"A4"))
        assert second.state == "accepted"
        assert [notice.code for notice in ledger.notices(second.batch_id)] == ["column_gone"]

    def test_files_under_another_mapping_are_another_kind(self, settings, ledger, tmp_path):
        self.accept(settings, ledger, tmp_path, self.WITH)
        mapping = settings.root / "mappings" / "partner.yml"
        mapping.parent.mkdir()
        mapping.write_text(
            "name: partner\nsystem: shop\nentity: order\nfiles: ['partner*.csv']\ncolumns: {client: buyer}\n"
        )
        for number in (1, 2):
            file = tmp_path / f"partner-{number}.csv"
            file.write_bytes(b"order_id,client,amount\nP%d,Ann,1\n" % number)
            land_path(settings, ledger, file, system="shop", entity="order")
            (batch,) = ledger.claim()
            assert accept_batch(settings, ledger, batch.batch_id, now=NOW).state == "accepted"
        # Those of the first kind are compared with their own.
        assert self.accept(settings, ledger, tmp_path, self.WITHOUT).state == "held"

    def test_json_leaves_out_what_is_empty_so_only_a_new_name_tells(self, settings, ledger, tmp_path):
        line = b'{"order_id": "%s", "buyer": "x", "amount": 1%s}\n'
        self.accept(settings, ledger, tmp_path, line % (b"A1", b', "currency": "EUR", "note": "n"'))
        assert self.accept(settings, ledger, tmp_path, line % (b"A2", b', "note": "n"')).state == "accepted"
        self.accept(settings, ledger, tmp_path, line % (b"A3", b', "currency": "EUR"'))
        held = self.accept(settings, ledger, tmp_path, line % (b"A4", b', "iso_code": "EUR"'))
        assert "currency (unknown in it: iso_code)" in held.reason

    def test_an_empty_file_has_no_columns_to_compare(self, settings, ledger, tmp_path):
        agree(settings, empty="warn", more="  currency: {type: currency, optional: true}")
        self.accept(settings, ledger, tmp_path, self.WITH)
        assert "column missing" not in str(self.accept(settings, ledger, tmp_path, b"").reason)

    def test_the_columns_of_a_withdrawn_batch_do_not_count(self, settings, ledger, tmp_path):
        first = self.accept(settings, ledger, tmp_path, self.WITH)
        ledger.withdraw_batch(first.batch_id, "Ann", "a test file")
        assert self.accept(settings, ledger, tmp_path, self.WITHOUT).state == "accepted"


class TestSnapshot:
    """A snapshot's table is what was accepted of its latest delivery: a refused row takes its record away."""

    HEAD = b"order_id,buyer,amount\n"

    def notices(self, settings, ledger, tmp_path, *contents: bytes) -> list[str]:
        agree(settings, mode="snapshot")
        batch = accept_batch(settings, ledger, land(settings, ledger, tmp_path, *contents), now=NOW)
        assert batch.state == "accepted"
        return [one.message for one in ledger.notices(batch.batch_id) if one.code == "refused_keys"]

    @pytest.mark.parametrize("together", [False, True])
    def test_records_that_go_with_their_refused_row_are_counted(self, settings, ledger, tmp_path, together):
        first = self.HEAD + b"A1,a,1\nA2,b,2\nA3,c,3\nA4,d,4\n"
        # A2 is refused, A3 was left out by the source, A5 is new and refused: only A2 was there and is gone by mistake.
        second = self.HEAD + b"A1,a,1\nA2,b,x\nA4,d,4\nA5,e,x\n"
        if together:
            found = self.notices(settings, ledger, tmp_path, first, second)
        else:
            assert self.notices(settings, ledger, tmp_path, first) == []
            found = self.notices(settings, ledger, tmp_path, second)
        assert found == [
            "1 of the previous delivery's keys count as deleted because their row was refused: "
            "tandem quarantine list names the reasons"
        ]
        # The next whole delivery brings it back, and there is nothing to tell.
        assert self.notices(settings, ledger, tmp_path, first.replace(b"A1,a", b"A1,z")) == []

    def test_a_row_without_a_readable_key_may_have_been_any_of_the_missing(self, settings, ledger, tmp_path):
        self.notices(settings, ledger, tmp_path, self.HEAD + b"A1,a,1\nA2,b,2\n")
        (found,) = self.notices(settings, ledger, tmp_path, self.HEAD + b"A1,a,1\nA2,b\nbroken\n")
        assert "because their row was refused, and up to 1 more whose key cannot be read" in found


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
