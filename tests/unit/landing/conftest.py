"""An empty data folder with an open ledger, and files to land."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tandem.config import Settings
from tandem.ledger import Ledger


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home")
    settings.inbox.mkdir(parents=True)
    return settings


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with Ledger.open(settings) as opened:
        yield opened


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """``write("2026-01-31/salesforce__lead.csv", "id\\n1\\n")`` writes below a folder of sources."""

    def call(name: str, content: str | bytes = "id\n1\n", folder: Path = tmp_path / "sources") -> Path:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return call


@pytest.fixture
def drop(settings: Settings, write) -> Callable[..., Path]:
    """The same, into the inbox."""
    return lambda name, content="id\n1\n": write(name, content, settings.inbox)
