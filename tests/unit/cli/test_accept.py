"""``tandem accept``, ``tandem quarantine`` and ``tandem contract draft``, as a user runs them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tandem.cli import accept as _registered  # noqa: F401
from tandem.cli.app import app
from tandem.config import Settings
from tandem.errors import HeldError, UsageError
from tandem.landing import land_path
from tandem.ledger import Ledger

FILE = b"owner_name,manager_name,office\nAnn \x1b[31m<b>,Cy,East\n,Di,W\xc3\xa9st\nBo,Di,\n"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def land(home: Path, folder: Path, content: bytes) -> None:
    (folder / "owners.csv").write_bytes(content)
    settings = Settings()
    with Ledger.open(settings) as ledger:
        land_path(settings, ledger, folder / "owners.csv", system="files", entity="owner")


def test_accept_list_show_and_replay(home, tmp_path):
    land(home, tmp_path, FILE)
    assert run("accept", "--all") == "files.owner-00000001: 3 records, 2 loaded, 1 quarantined\n"
    assert run("accept", "--all") == "nothing to accept\n"
    assert run("quarantine", "list") == "files.owner-00000001: 1 of 3: owner_name:missing 1\n"
    shown = run("quarantine", "show", "files.owner-00000001")
    assert "owners.csv row 2: owner_name:missing" in shown
    assert "manager_name: (hidden)" in shown
    assert "office: Wést" in shown
    assert "manager_name: Di" in run("quarantine", "show", "files.owner-00000001", "--reveal")
    line = json.loads(run("quarantine", "show", "files.owner-00000001", "--json"))
    assert (line["row_number"], line["record"]["manager_name"]) == (2, "(hidden)")
    assert run("quarantine", "replay", "files.owner-00000001").startswith("files.owner-00000001: 3 records")


def test_a_held_batch_is_said_in_one_line_and_fails(home, tmp_path):
    land(home, tmp_path, FILE.replace(b"office", b"place"))
    with pytest.raises(HeldError, match="1 of 1 batches held"):
        run("accept", "--all")
    with Ledger.open(Settings()) as ledger:
        assert ledger.batches("held")[0].reason.startswith("file owners.csv: column missing: office")


def test_json_of_nothing_is_nothing(home):
    assert run("accept", "--all", "--json") == ""
    assert run("accept", "--all") == "nothing to accept\n"


def test_accept_wants_a_batch_or_all(home):
    with pytest.raises(UsageError, match="--all"):
        run("accept")
    with pytest.raises(UsageError, match="no batch"):
        run("accept", "files.owner-00000009")


def test_terminal_codes_in_cells_are_inert(home, tmp_path):
    land(home, tmp_path, FILE.replace(b"Cy,East", b"Cy,East,more"))
    run("accept", "--all")
    shown = run("quarantine", "show", "files.owner-00000001", "--reveal")
    assert "\x1b" not in shown
    assert "line: Ann ?[31m<b>,Cy,East,more" in shown


def test_draft(home, tmp_path):
    (tmp_path / "new.csv").write_bytes(b"id,when\n1,2026-01-05\n")
    text = run("contract", "draft", str(tmp_path / "new.csv"), "--system", "webinar", "--entity", "seat")
    assert "  when: {type: date}" in text
    with pytest.raises(UsageError, match="there is no file"):
        run("contract", "draft", str(tmp_path / "none.csv"), "--system", "webinar", "--entity", "seat")
