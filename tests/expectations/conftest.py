"""A warehouse made by hand in which every check of the gates passes; each test breaks one thing in its own copy."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tandem.config import Settings
from tandem.ledger import GateResult
from tandem.quality.candidate import parameters_of
from tandem.quality.engine import run_suites
from tandem.quality.suites import Suite, load

AS_OF = "2026-01-31"


@pytest.fixture(scope="session")
def good_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("good") / "warehouse.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(Path(__file__).with_name("warehouse.sql").read_text())
    return database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def suites(settings: Settings) -> list[Suite]:
    return load(settings.expectations, "agreement/*.yml", "release/*.yml")


@pytest.fixture
def check(
    settings: Settings, suites: list[Suite], good_warehouse: Path, tmp_path: Path
) -> Callable[..., dict[str, GateResult]]:
    """``check("delete from core.dim_person")``: results by check, of all suites or those that hold check ``beside``.

    ``previous`` are the rows per table of the last release.
    """

    def run(*statements: str, previous: dict[str, int] | None = None, beside: str = "") -> dict[str, GateResult]:
        chosen = [suite for suite in suites if not beside or beside in {found.id for found in suite.checks}]
        database = Path(shutil.copy(good_warehouse, tmp_path / "warehouse.duckdb"))
        with duckdb.connect(str(database)) as connection:
            for statement in statements:
                connection.execute(statement)
        parameters = parameters_of(AS_OF, previous or {})
        results = run_suites(settings, database, chosen, parameters=parameters, is_public=lambda *_: True)
        return {result.check: result for result in results}

    return run
