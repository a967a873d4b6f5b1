"""Suites are strict: a misspelt word in the agreement is an error, not a check that never runs."""

import pytest

from tandem.config import Settings
from tandem.errors import TandemError
from tandem.quality.suites import fill, load

GOOD = """
about: An example.
table: core.dim_person
checks:
  - id: once
    severity: critical
    owner: both
    sentence: Once.
    advice: Look.
    expectation: {type: expect_column_values_to_be_unique, kwargs: {column: person_id}}
  - {id: rows, severity: warning, owner: sales, sentence: None., advice: Look., sql: select 1 where false}
"""


def _write(folder, text):
    (folder / "release").mkdir(exist_ok=True)
    (folder / "release" / "example.yml").write_text(text)
    return load(folder, "release/*.yml")


def test_a_suite_is_read_with_its_name_and_default_table(tmp_path):
    (suite,) = _write(tmp_path, GOOD)
    assert suite.name == "release/example"
    assert [check.table for check in suite.checks] == ["core.dim_person"] * 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("severity: critical", "severity: fatal"), "severity"),
        (("owner: both", "owner: it"), "owner"),
        (("advice: Look.", "advise: Look."), "advi"),
        (("    expectation", "    expectations"), "expectation"),
        (("sql: select 1 where false", "sentence2: x"), "sentence2|expectation or sql"),
        (("id: rows", "id: once"), "not unique"),
        (("id: once", "id: Once!"), "pattern"),
        (("about: An example.", "about: ["), "cannot be used"),
    ],
)
def test_a_mistake_in_a_suite_is_named(tmp_path, change, message):
    assert change[0] in GOOD
    with pytest.raises(TandemError, match=rf"(?s)release/example.*({message})"):
        _write(tmp_path, GOOD.replace(*change))


def test_parameters_are_filled_and_unknown_ones_refused():
    assert fill("select $as_of", {"as_of": "1"}) == "select 1"
    assert fill("x ~ '^[a-z]+$' and y = '$' || $as_of", {"as_of": "1"}) == "x ~ '^[a-z]+$' and y = '$' || 1"
    with pytest.raises(TandemError, match="unknown parameter 'nope'"):
        fill("select $nope", {"as_of": "1"})


def test_the_projects_own_suites_can_be_read():
    folder = Settings().expectations
    found = load(folder, "entry/**/*.yml", "agreement/*.yml", "release/*.yml")
    assert len(found) == len(list(folder.rglob("*.yml")))
