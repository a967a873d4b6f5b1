"""A real ledger and real files in a data folder of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tandem.config import Settings
from tandem.ledger import Ledger

AS_OF = datetime.fromisoformat("2026-01-31")
FILES = {
    "events__registration.tsv": (
        "registration_id\tevent_code\tevent_name\tevent_date\tfirst_name\tlast_name\temail\tcompany\tjob_title\t"
        "registered_at\tattended\tupdated_at\n"
    ),
    "salesforce__account.csv": "id,name\n",
    "salesforce__lead.csv": "id,name\n",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with Ledger.open(settings) as opened:
        yield opened


@pytest.fixture
def drop(settings: Settings) -> Callable[..., Path]:
    """``drop("salesforce__account.csv")`` puts a file into the inbox as a good sender does."""

    def call(name: str, more: str = "") -> Path:
        target = settings.inbox / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        part.write_text(FILES[name] + more, encoding="utf-8")
        return part.rename(target)

    return call


@pytest.fixture
def accepted(ledger: Ledger) -> Callable[[str], str]:
    """Commit a batch as acceptance does."""

    def call(batch_id: str) -> str:
        ledger.accept_batch(batch_id, records=0, loaded=0, quarantined=0, contract_version=1, notices=[], reasons={})
        return batch_id

    return call


@pytest.fixture
def publish(ledger: Ledger) -> Callable[[], str]:
    """Build and publish as far as the ledger sees it."""

    def call() -> str:
        build = ledger.begin_build(AS_OF)
        release_id = f"r{build.build_no:06d}"
        ledger.record_release(release_id, build.build_no, AS_OF, {})
        ledger.set_current(release_id)
        ledger.finish_build(build.build_no, "published")
        return release_id

    return call
