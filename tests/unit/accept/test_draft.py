"""A drafted contract is a start that already accepts the file it was drafted from."""

from pathlib import Path

import yaml

from tandem.accept.child import read_batch
from tandem.accept.draft import draft_contract
from tandem.accept.job import FileJob, Job
from tandem.contracts import Contract


def drafted(tmp_path: Path, data: bytes) -> Contract:
    (tmp_path / "attendance.csv").write_bytes(data)
    text = draft_contract(tmp_path / "attendance.csv", "webinar", "attendance", tmp_path, team="marketing")
    return Contract.model_validate(yaml.safe_load(text))


DATA = (
    b"Code;Seat No;E-Mail;First_Name;Joined;Joined On;Minutes;Fee;Paid;Zip;Note\n"
    b"007;1;a@x.org;Ann;2026-01-05 10:00;2026-01-05;60;1.5;true;01234;\n"
    b"008;2;b@x.org;Bo;2026-01-06 10:00;2026-01-06;75;2.125;false;12345;x\n"
    b"007;3;b@x.org;Bo;;;;3;;;1\n"
)


def test_types_key_and_personal_columns_are_guessed(tmp_path):
    contract = drafted(tmp_path, DATA)
    assert {name: column.type for name, column in contract.columns.items()} == {
        "code": "string",  # leading zeros are no number
        "seat no": "integer",
        "e-mail": "string",
        "first_name": "string",
        "joined": "timestamp",
        "joined on": "date",
        "minutes": "integer",
        "fee": "decimal(18,3)",
        "paid": "boolean",
        "zip": "string",
        "note": "string",
    }
    assert contract.delivery.key == ("seat no",)
    assert contract.columns["seat no"].required
    assert contract.personal_columns == {"e-mail": "email", "first_name": "name", "zip": "address"}


def test_the_draft_accepts_its_file(tmp_path):
    contract = drafted(tmp_path, DATA)
    work = tmp_path / "work"
    work.mkdir()
    job = FileJob(1, str(tmp_path / "attendance.csv"), "attendance.csv", "2026-01-31")
    outcome = read_batch(Job("b", contract.model_dump(mode="json"), [job], str(work), 400, 1, 10**9, 10**6))
    assert (outcome.held, outcome.loaded, outcome.quarantined) == (None, 3, 0)


def test_without_a_key_rows_are_appended(tmp_path):
    contract = drafted(tmp_path, b"day,source\n2026-01-05,mail\n2026-01-05,mail")
    assert (contract.delivery.mode, contract.delivery.key) == ("append", ())
    assert contract.format.final_newline == "optional"
