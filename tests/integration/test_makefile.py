"""The Makefile's targets that write or remove data, in a folder of their own with a command line that only tells."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PROJECT_ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project folder with an installed environment whose ``tandem`` writes a company's folder and nothing else."""
    shutil.copy(PROJECT_ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("pyproject.toml", "requirements/dev.lock"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 0))
    command = tmp_path / ".venv" / "bin" / "tandem"
    command.parent.mkdir(parents=True)
    command.write_text('#!/bin/sh\necho "tandem $*"\ntest "$1" != demo || mkdir -p "$7/sources"\n')
    command.chmod(0o755)
    for name in ("bin/python", ".installed-dev"):
        (tmp_path / ".venv" / name).touch()
    return tmp_path


def make(folder: Path, *arguments: str, answer: str = "") -> subprocess.CompletedProcess:
    # These tests are themselves run by make; what it tells its children is not for this one.
    outer = ("TANDEM_HOME", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES")
    environment = {name: value for name, value in os.environ.items() if name not in outer}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, input=answer, capture_output=True, text=True, check=False
    )


def test_clean_leaves_the_data_folder(folder):
    assert make(folder, "demo").returncode == 0
    ledger = folder / ".tandem" / "ledger.sqlite"
    ledger.touch()
    assert make(folder, "clean").returncode == 0
    assert ledger.exists()
    assert not (folder / ".venv").exists()
    assert not (folder / ".tandem" / "demo").exists()


@pytest.mark.parametrize(("answer", "left"), [("yes\n", False), ("no\n", True), ("", True)])
def test_the_data_folder_is_removed_only_after_it_was_named_and_confirmed(folder, answer, left):
    (folder / ".tandem" / "landing").mkdir(parents=True)
    asked = make(folder, "clean-data", answer=answer)
    assert f"This removes {folder}/.tandem with everything in it" in asked.stdout
    assert (folder / ".tandem").exists() is left
    assert make(folder, "clean-data", "SURE=yes").returncode == 0
    assert not (folder / ".tandem").exists()


def test_a_second_company_is_not_written_over_the_first(folder):
    assert make(folder, "demo", "DEMO_PEOPLE=1000").returncode == 0
    refused = make(folder, "demo", "DEMO_PEOPLE=2000")
    assert refused.returncode != 0
    assert "holds the synthetic company 1000-7" in refused.stdout
    assert "tandem" not in refused.stdout.replace(".tandem", "")
    assert len(refused.stdout.strip().splitlines()) == 1
    assert make(folder, "demo", "DEMO_PEOPLE=1000").returncode == 0
    elsewhere = make(folder, "demo", "DEMO_PEOPLE=2000", f"TANDEM_HOME={folder}/other")
    assert "tandem demo --people 2000" in elsewhere.stdout
