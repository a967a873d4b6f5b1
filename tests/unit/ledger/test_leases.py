"""One holder at a time; a holder that was killed gives way at once, one on another host after its time."""

import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import update

from tandem.errors import BusyError
from tandem.ledger import Ledger, schema, utcnow
from tandem.ledger.engine import transaction

HOLD = """
import sys, time
from tandem.config import Settings
from tandem.ledger import Ledger
with Ledger.open(Settings(home=sys.argv[1], ledger_url=sys.argv[2] or None)) as ledger:
    with ledger.lease("pipeline", "first try", ttl_seconds=600):
        print("held", flush=True)
        time.sleep(60)
"""


def change(ledger, **values):
    with transaction(ledger.engine, write=True) as connection:
        connection.execute(update(schema.leases).values(**values))


def test_a_lease_is_held_by_one_and_free_afterwards(ledger):
    with ledger.lease("pipeline", "tandem run") as first:
        assert ledger.lease_holder("pipeline") == "tandem run"
        with pytest.raises(BusyError, match="held by tandem run"), ledger.lease("pipeline"):
            pass
        with ledger.lease("another"):
            pass
        first.check()
    assert ledger.lease_holder("pipeline") is None
    with ledger.lease("pipeline") as second:
        assert second.fence > first.fence
    with pytest.raises(BusyError, match="was lost"):
        first.check()


def test_a_lease_is_given_back_when_the_work_fails(ledger):
    with pytest.raises(ZeroDivisionError), ledger.lease("pipeline"):
        _ = 1 / 0
    assert ledger.lease_holder("pipeline") is None


def test_a_killed_process_gives_way_at_once_and_a_living_one_does_not(ledger, settings):
    arguments = [sys.executable, "-c", HOLD, str(settings.home), settings.ledger_url or ""]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match="held by first try"), ledger.lease("pipeline"):
            pass
        first.kill()
        first.wait()
    with ledger.lease("pipeline") as lease:
        assert lease.fence == 2


def test_a_process_number_that_was_given_to_another_process_does_not_keep_the_lease(ledger):
    with ledger.lease("pipeline", ttl_seconds=600) as lost:
        change(ledger, process_started="another boot/1")
        with ledger.lease("pipeline") as second:
            assert second.fence == lost.fence + 1
            with pytest.raises(BusyError, match="was lost"):
                lost.check()
            second.check()


def test_another_host_gives_way_when_its_time_is_over(ledger):
    with ledger.lease("pipeline", ttl_seconds=600):
        change(ledger, host="elsewhere/-")
        with pytest.raises(BusyError), ledger.lease("pipeline"):
            pass
        change(ledger, expires_at=utcnow() - timedelta(seconds=1))
        with ledger.lease("pipeline") as second:
            second.check()


def test_a_lost_lease_is_not_given_back_by_its_late_holder(ledger):
    with ledger.lease("pipeline", "second try"):
        change(ledger, fence=7, holder="third try")
    assert ledger.lease_holder("pipeline") == "third try"


def test_a_lease_renews_itself(ledger):
    with ledger.lease("pipeline", ttl_seconds=0.2) as lease:
        change(ledger, host="elsewhere/-")  # so that only the renewal keeps it
        deadline = time.monotonic() + 0.6
        while time.monotonic() < deadline:
            assert ledger.lease_holder("pipeline") is not None
            time.sleep(0.05)
        lease.check()


def test_of_many_that_ask_at_once_one_gets_it(settings):
    start, stop, won = threading.Barrier(8), threading.Event(), []

    def ask():
        with Ledger.open(settings) as ledger:
            start.wait()
            try:
                with ledger.lease("pipeline") as lease:
                    won.append(lease.fence)
                    stop.wait(5)
            except BusyError:
                pass

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    while sum(thread.is_alive() for thread in threads) > 1:
        time.sleep(0.01)
    stop.set()
    for thread in threads:
        thread.join()
    assert won == [1]
