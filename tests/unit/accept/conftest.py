"""A data folder of its own with the contract of a shop's orders, and its ledger."""

from pathlib import Path

import pytest

from tandem.config import Settings
from tandem.ledger import Ledger
from tests.unit.accept.orders import agree


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def ledger(settings: Settings):
    agree(settings)
    with Ledger.open(settings) as opened:
        yield opened
