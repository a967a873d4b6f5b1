"""A batch judged by what came before it: volume, columns that go, records of a snapshot that go."""

import pytest

from tandem.accept import accept_batch
from tandem.accept.batch import raw_path
from tandem.accept.isolate import read_in_child
from tandem.landing import land_path
from tests.unit.accept.orders import GOOD, NOW, agree, land, rows


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
