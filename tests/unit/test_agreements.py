"""What both departments sign has the form that agreements/README.md promises."""

import pytest

from tandem.config import PROJECT_ROOT
from tandem.yaml_file import read_yaml

DEFINITIONS = sorted((PROJECT_ROOT / "agreements" / "definitions").glob("*.yml"))


@pytest.mark.parametrize("file", DEFINITIONS, ids=lambda file: file.stem)
def test_a_definition_has_an_owner_in_both_departments_and_its_versions(file):
    definition = read_yaml(file)
    assert {"marketing operations", "sales operations"} <= set(definition["owners"])
    numbers = [version["version"] for version in definition["versions"]]
    assert numbers == list(range(1, len(numbers) + 1))
    dates = [version["valid_from"] for version in definition["versions"]]
    assert dates == sorted(dates)
