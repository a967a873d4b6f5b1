"""What counts as a new delivery (bytes differ from the latest of the entity), also with many registrations at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tandem.errors import TandemError


def test_same_file_twice_is_a_duplicate_that_shares_the_stored_bytes(ledger, register):
    first, second = register(), register()
    assert (first.state, second.state) == ("landed", "duplicate")
    assert second.stored_path == first.stored_path
    assert [delivery.landing_seq for delivery in ledger.deliveries()] == [1, 2]


def test_same_name_with_new_bytes_is_a_new_delivery(register):
    register(content="a")
    assert register(content="b").state == "landed"


def test_same_bytes_under_a_new_name_are_a_duplicate(register):
    register(file_name="monday.csv")
    assert register(file_name="tuesday.csv").state == "duplicate"


def test_a_then_b_then_a_again_is_three_deliveries(register):
    assert [register(content=content).state for content in "aba"] == ["landed"] * 3


def test_duplicates_of_a_duplicate_are_compared_with_the_latest_landed_bytes(register):
    states = [register(content=content).state for content in "aaabba"]
    assert states == ["landed", "duplicate", "duplicate", "landed", "duplicate", "landed"]


def test_equal_bytes_of_another_entity_are_its_own_delivery(register):
    register("lead")
    assert register("contact").state == "landed"


def test_bytes_are_stored_only_for_a_new_delivery(register):
    stored = []

    def store(landing_seq: int) -> str:
        stored.append(landing_seq)
        return "landing/x"

    register(store=store)
    register(store=store)
    assert stored == [1]


def test_a_failing_store_registers_nothing_and_leaves_no_gap_in_the_numbers(ledger, register):
    def store(landing_seq: int) -> str:
        raise TandemError("no space left")

    with pytest.raises(TandemError, match="no space left"):
        register(store=store)
    assert ledger.deliveries() == []
    assert register().landing_seq == 1


def test_once_returns_what_is_registered_from_the_same_file(ledger, register):
    first = register(content="a", origin_mtime_ns=7, once=True)
    assert register(content="a", origin_mtime_ns=7, once=True) == first
    assert register(content="a", origin_mtime_ns=8, once=True).state == "duplicate"
    assert len(ledger.deliveries()) == 2


def test_the_same_bytes_registered_ten_times_at_once_land_once(ledger, register):
    with ThreadPoolExecutor(10) as pool:
        states = list(pool.map(lambda _: register().state, range(10)))
    assert sorted(states) == ["duplicate"] * 9 + ["landed"]
    assert [delivery.landing_seq for delivery in ledger.deliveries()] == list(range(1, 11))


def test_only_files_without_a_delivery_are_discarded(ledger, register):
    known = register().stored_path
    removed = []
    assert ledger.discard_unregistered([known, "landing/orphan"], removed.append) == ["landing/orphan"]
    assert removed == ["landing/orphan"]
