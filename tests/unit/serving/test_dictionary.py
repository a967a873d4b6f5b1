"""The data dictionary is what the models say now, and says it of every mart."""

from pathlib import Path

import pytest
import yaml

from tandem.config import PROJECT_ROOT, Settings
from tandem.errors import TandemError
from tandem.serving.dictionary import DICTIONARY, SCHEMAS, render

MARTS = PROJECT_ROOT / "dbt_project" / "models" / "marts"


def described() -> dict[str, dict]:
    """Every described mart by name."""
    files = [file for schema in SCHEMAS for file in sorted((MARTS / schema).glob("*.yml"))]
    models = [model for file in files for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", [])]
    return {model["name"]: model for model in models}


def test_the_page_in_the_repository_is_current():
    page = (PROJECT_ROOT / DICTIONARY).read_text(encoding="utf-8")
    assert page == render(Settings()), "run `python -m tandem.serving.dictionary`"


def test_every_mart_and_every_column_is_described_and_typed():
    names = {file.stem for schema in SCHEMAS for file in (MARTS / schema).glob("*.sql")}
    models = described()
    assert names == models.keys()
    for name, model in models.items():
        assert "one row per" in model["description"].split(". ")[0], f"{name}: the first sentence ends with the grain"
        for column in model["columns"]:
            assert column["description"].strip(), f"{name}.{column['name']}"
            assert column["data_type"], f"{name}.{column['name']}"


def test_every_grain_is_tested():
    """A unique column, or a combination that is unique."""
    for name, model in described().items():
        unique = any("unique" in column.get("data_tests", []) for column in model["columns"])
        combined = any("unique_combination" in test for test in model.get("data_tests", []))
        assert unique or combined, name


def test_names_addresses_and_numbers_of_people_carry_their_class():
    columns = {
        (name, column["name"]): column.get("config", {}).get("meta", {}).get("personal")
        for name, model in described().items()
        for column in model["columns"]
    }
    assert columns["dim_person", "full_name"] == "name"
    assert columns["dim_person", "email"] == "email"
    assert columns["dim_person", "phone"] == "phone"
    assert columns["dim_owner", "owner_name"] == "employee"
    wanted = {"given_name", "family_name", "full_name", "email", "phone", "owner_name"}
    assert not [key for key, personal in columns.items() if key[1] in wanted and not personal]


def test_a_text_that_does_not_exist_is_named(tmp_path: Path):
    marts = tmp_path / "dbt_project" / "models" / "marts" / "core"
    marts.mkdir(parents=True)
    column = {"name": "a", "data_type": "string", "description": "{{ doc('gone') }}"}
    model = {"name": "dim_x", "description": "X, one row per x.", "columns": [column]}
    (marts / "dim_x.yml").write_text(yaml.safe_dump({"models": [model]}), encoding="utf-8")
    with pytest.raises(TandemError, match=r"core\.dim_x refers to the text 'gone'"):
        render(Settings(project_root=tmp_path))
