"""Fixtures for every test: data of others if it is there, and a command line that runs as a user's would."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests import preloaded

# PySpark takes a main module without a file for a run of its doctests and ends the process; in a worker of pytest-xdist
# the main module has none.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = __file__

# ``pytest --hypothesis-profile=many``: the property tests draw fourteen times as many examples.
settings.register_profile("many", max_examples=1_400)

PROJECT_ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = PROJECT_ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with data that nobody here wrote; a user's clone does not have it."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs ../shared/data, which is not part of the project")
    return SHARED_DATA


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that TANDEM_HOME points to."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TANDEM_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def run_tandem() -> Callable[..., subprocess.CompletedProcess]:
    """Run the real command line in a process of its own: ``run_tandem(home, "status", "--json")``."""
    return preloaded.tandem
