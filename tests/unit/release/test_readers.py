"""B1: twenty readers loop through a hundred publishes; no error, no torn read, never back to an older release."""

import multiprocessing
from pathlib import Path

import duckdb
import pytest

READERS = 20
PUBLISHES = 100

# Between two reads of one reader: twenty of them must not take the processor from the publisher.
PAUSE_SECONDS = 0.2


def _read(database: Path, stop, problems, reads) -> None:
    """Open what the pointer shows, ask twice, close; again and again."""
    latest, done = 0, 0
    while not stop.wait(PAUSE_SECONDS):
        try:
            with duckdb.connect(str(database), read_only=True) as connection:
                (first,) = connection.execute("select count(*) from core.dim_person").fetchone()
                (second,) = connection.execute("select max(people) from sales.people_by_country").fetchone()
        except duckdb.Error as error:
            problems.put(f"{type(error).__name__}")
            return
        # dim_person has one row more in each release; every second one has a country.
        if first < latest or second != (first + 1) // 2:
            problems.put(f"{first} rows after {latest}, {second}")
            return
        latest, done = first, done + 1
    reads.put(done)


@pytest.mark.slow
@pytest.mark.alone
def test_readers_are_never_disturbed(settings, published):
    published(1)
    context = multiprocessing.get_context("spawn")
    stop, problems, reads = context.Event(), context.Queue(), context.Queue()
    database = settings.releases / "current" / "tandem.duckdb"
    readers = [
        context.Process(target=_read, args=(database, stop, problems, reads), daemon=True) for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    for people in range(2, PUBLISHES + 2):
        published(people)
    stop.set()
    for reader in readers:
        reader.join(60)
    assert problems.empty(), problems.get()
    assert sum(reads.get() for _ in readers) > READERS
