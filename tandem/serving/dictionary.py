"""The data dictionary: every mart column with its type and meaning, written from the YAML beside the models.

``python -m tandem.serving.dictionary`` renews ``docs/data-dictionary.md``; a test holds that it is current.
"""

import re
from pathlib import Path

from tandem.config import Settings
from tandem.errors import TandemError
from tandem.yaml_file import read_yaml

DICTIONARY = Path("docs") / "data-dictionary.md"
SCHEMAS = ("core", "alignment", "marketing", "sales")

_BLOCK = re.compile(r"{%\s*docs\s+(\w+)\s*%}(.*?){%\s*enddocs\s*%}", re.DOTALL)
_REFERENCE = re.compile(r"{{\s*doc\('(\w+)'\)\s*}}")


def render(settings: Settings) -> str:
    """The dictionary as Markdown. Raises TandemError when a description refers to a text that does not exist."""
    models = settings.dbt_project / "models"
    texts = _shared_texts(models / "docs")
    lines = [
        "# Data dictionary",
        "",
        "Every table that BI tools read, one section each. Written from the models' own descriptions by",
        "`python -m tandem.serving.dictionary`: change those, not this page. Columns with a personal class are in the",
        "restricted file only.",
    ]
    for schema in SCHEMAS:
        for file in sorted((models / "marts" / schema).glob("*.yml")):
            for model in read_yaml(file).get("models", []):
                lines += _table(f"{schema}.{model['name']}", model, texts)
    return "\n".join(lines) + "\n"


def _shared_texts(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted(folder.glob("*.md")):
        found |= {name: _one_line(text) for name, text in _BLOCK.findall(file.read_text(encoding="utf-8"))}
    return found


def _table(name: str, model: dict, texts: dict[str, str]) -> list[str]:
    lines = ["", f"## {name}", "", _resolve(model["description"], texts, name), ""]
    if any(_personal(column) for column in model["columns"]):
        lines += ["| column | type | personal | meaning |", "|---|---|---|---|"]
        cells = [(c["name"], c["data_type"], _personal(c), c["description"]) for c in model["columns"]]
    else:
        lines += ["| column | type | meaning |", "|---|---|---|"]
        cells = [(c["name"], c["data_type"], c["description"]) for c in model["columns"]]
    for column, *facts, meaning in cells:
        lines.append(" | ".join([f"| `{column}`", *facts, f"{_resolve(meaning, texts, name)} |"]))
    return lines


def _personal(column: dict) -> str:
    return column.get("config", {}).get("meta", {}).get("personal", "")


def _resolve(description: str, texts: dict[str, str], where: str) -> str:
    def text(match: re.Match) -> str:
        if match[1] not in texts:
            raise TandemError(f"{where} refers to the text {match[1]!r}, which dbt_project/models/docs does not have")
        return texts[match[1]]

    return _one_line(_REFERENCE.sub(text, description))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    """Write the dictionary into the project's docs folder."""
    settings = Settings()
    (settings.project_root / DICTIONARY).write_text(render(settings), encoding="utf-8")


if __name__ == "__main__":
    main()
