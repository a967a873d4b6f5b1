"""``tandem land`` as a user runs it."""

import json


def test_a_file_is_landed_and_its_repetition_is_told(tmp_path, run_tandem):
    file = tmp_path / "salesforce__lead.csv"
    file.write_text("id\n1\n")
    first = run_tandem(tmp_path / "home", "land", str(file))
    assert "new deliveries: 1 (entities: 1)" in first.stdout
    (delivery,) = map(json.loads, run_tandem(tmp_path / "home", "land", str(file), "--json").stdout.splitlines())
    assert (delivery["landing_seq"], delivery["entity"], delivery["state"]) == (2, "lead", "duplicate")


def test_system_and_entity_can_be_said(tmp_path, run_tandem):
    file = tmp_path / "export.csv"
    file.write_text("id\n1\n")
    result = run_tandem(tmp_path / "home", "land", str(file), "--system", "hubspot", "--entity", "contact", "--json")
    assert json.loads(result.stdout)["system"] == "hubspot"


def test_an_unrecognised_file_ends_with_one_line_and_a_status_of_two(tmp_path, run_tandem):
    file = tmp_path / "notes\x1b[31m.txt"
    file.write_text("hello")
    result = run_tandem(tmp_path / "home", "land", str(file), check=False)
    assert result.returncode == 2
    assert result.stderr.startswith("tandem: notes?[31m.txt is not a kind of file that is read")
    assert result.stderr.count("\n") == 1
