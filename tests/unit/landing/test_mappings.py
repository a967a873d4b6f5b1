"""A mapping file is refused when it cannot work, before any file is landed."""

import pytest

from tandem.config import Settings
from tandem.errors import TandemError
from tandem.landing import Mappings

GOOD = """
name: acme
system: files
entity: opportunity
files: ["sales-pipeline*.csv", "acme/*"]
columns: {Opportunity_ID: opportunity_id, Account: account_name, Stage: stage}
values: {stage: {Won: won, Lost: lost}}
constants: {currency: USD}
"""


@pytest.fixture
def load(tmp_path):
    (tmp_path / "mappings").mkdir()

    def call(*texts: str) -> Mappings:
        for number, text in enumerate(texts):
            (tmp_path / "mappings" / f"m{number}.yml").write_text(text)
        return Mappings.load(Settings(home=tmp_path, project_root=Settings().project_root))

    return call


def own(mappings: Mappings) -> list[str]:
    """The names of the mappings that the test wrote; the project ships some of its own."""
    return [mapping.name for mapping in mappings if mapping.name.startswith("acme")]


def test_a_mapping_is_found_by_file_name(load):
    mappings = load(GOOD)
    assert own(mappings) == ["acme"]
    found = mappings.for_file("sales-pipeline-2026-01-31.csv", "files", "opportunity")
    assert found.columns["Opportunity_ID"] == "opportunity_id"
    assert found.values == {"stage": {"Won": "won", "Lost": "lost"}}
    assert found.constants == {"currency": "USD"}
    assert mappings.for_file("sales-pipeline.csv", "salesforce", "lead") is None
    assert mappings.for_file("unheard-of.csv") is None


def test_two_mappings_for_one_file_are_refused_when_it_comes(load):
    mappings = load(GOOD, GOOD.replace("name: acme", "name: acme2"))
    with pytest.raises(TandemError, match="several mappings fit the file: acme, acme2"):
        mappings.for_file("sales-pipeline.csv", "files", "opportunity")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("entity: opportunity", "entity: unknown", "no contract for files.unknown"),
        ("Account: account_name", "Account: accountname", "has no column accountname"),
        ("values: {stage:", "values: {phase:", "has no column phase"),
        ("{currency: USD}", "{money: USD}", "has no column money"),
        ("{currency: USD}", "{stage: won}", "stage is filled more than once"),
        ("Account: account_name", "Account: stage", "stage is filled more than once"),
        ("Won: won", "Won: gewonnen", "stage cannot be gewonnen: the contract allows open, won, lost"),
        ("{Won: won", "{Yes: won", "values.stage"),  # YAML reads an unquoted Yes as a truth value
        ("constants:", "constant:", "constant: Extra inputs"),
        ("name: acme", "name: [", "mapping m0.yml cannot be used"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_in_one_line(load, old, new, why):
    with pytest.raises(TandemError, match=why) as refusal:
        load(GOOD.replace(old, new))
    assert str(refusal.value).startswith("mapping m0.yml cannot be used: ")
    assert "\n" not in str(refusal.value)


def test_names_are_unique(load):
    with pytest.raises(TandemError, match="the name acme is taken"):
        load(GOOD, GOOD)


def test_without_mappings_the_contracts_are_not_read(tmp_path):
    assert len(Mappings.load(Settings(home=tmp_path, project_root=tmp_path))) == 0
